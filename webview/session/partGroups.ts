// Puts together what a client wrote into a user's message on its own, so that the person's words are seen. Pure.
import { personsWords } from '../../src/protocol/personsWords.ts';
import type { ShownPart } from './conversation.ts';

export interface PartGroup {
  /** More than one only where all of them are the client's. */
  parts: [ShownPart, ...ShownPart[]];
  isFirstOfRole: boolean;
}

export function groupParts(parts: readonly ShownPart[]): PartGroup[] {
  const groups: PartGroup[] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (last !== undefined && isFromClient(part) && isFromClient(last.parts[0])) last.parts.push(part);
    else groups.push({ parts: [part], isFirstOfRole: last?.parts[0].role !== part.role });
  }
  return groups;
}

/** System reminders, environments, instructions: nothing that a person wrote. */
export function isFromClient({ role, part }: ShownPart): boolean {
  return role === 'user' && part.type === 'text' && personsWords(part.text) === '';
}
