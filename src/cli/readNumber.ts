// Reads a number from the command line.
import { usageError } from './usageError.ts';

export function readNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw usageError(`${option} must be a number, not "${text}".`);
  return value;
}
