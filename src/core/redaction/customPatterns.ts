// The user's own patterns, on an engine that takes linear time whatever the pattern.
import { RE2JS } from 're2js';
import type { CustomPattern } from '../../protocol/redaction.ts';

/** Of one string, the patterns see this much. */
export const MAX_PATTERN_INPUT_CHARS = 1_000_000;

export interface CompiledPattern {
  rule: CustomPattern;
  /** Spans of its matches, in order; empty ones left out. */
  find(text: string): { start: number; end: number }[];
}

/** @param report told of a pattern that can't be used; the others are */
export function compilePatterns(
  rules: readonly CustomPattern[],
  report: (name: string, reason: string) => void,
): CompiledPattern[] {
  const compiled: CompiledPattern[] = [];
  for (const rule of rules) {
    if (rule.mode === 'off') continue;
    try {
      const engine = RE2JS.compile(rule.pattern);
      compiled.push({ rule, find: text => findAll(engine, text) });
    } catch (error) {
      report(rule.name, error instanceof Error ? error.message : String(error));
    }
  }
  return compiled;
}

function findAll(engine: RE2JS, text: string): { start: number; end: number }[] {
  const matcher = engine.matcher(text.slice(0, MAX_PATTERN_INPUT_CHARS));
  const found: { start: number; end: number }[] = [];
  while (matcher.find()) {
    if (matcher.end() > matcher.start()) found.push({ start: matcher.start(), end: matcher.end() });
  }
  return found;
}
