// Takes credentials and personal data out of texts, by the rules of the settings.
import {
  KIND_LABELS,
  REDACTION_KINDS,
  type RedactionKind,
  type RedactionRules,
} from '../../protocol/redaction.ts';
import { type CompiledPattern, compilePatterns } from './customPatterns.ts';
import { changeStrings, isJson } from './jsonText.ts';
import { type Replacing, replacementFor, type Tokenize } from './replacement.ts';
import { scan } from './scan.ts';
import { isSecretValue, secrecyOf } from './secrets/assignment.ts';
import { changeUrlParts } from './urlText.ts';

/**
 * What a text is: `json` (whole, or cut at the borders of values: it stays valid, keys untouched), a `url` or a part of
 * one (percent-encoded), or any `text`, whose lines may be JSON.
 */
export type TextForm = 'json' | 'text' | 'url';

/** Gives the very same string back when there is nothing to take out. */
export type Redact = (text: string, form: TextForm) => string;

export const REDACT_NOTHING: Redact = text => text;

interface Span extends Replacing {
  start: number;
  end: number;
}

/** @param report told of a custom pattern that can't be used */
export function createRedact(
  rules: RedactionRules,
  tokenize: Tokenize,
  report: (name: string, reason: string) => void,
): Redact {
  const kinds = new Set(REDACTION_KINDS.filter(kind => rules.modes[kind] !== 'off'));
  const patterns = compilePatterns(rules.customPatterns, report);
  if (kinds.size === 0 && patterns.length === 0) return REDACT_NOTHING;

  const plain = (text: string, key: string | null): string => {
    if (text === '') return text;
    const spans = findSpans(text, key, kinds, patterns, rules);
    return spans.length === 0 ? text : replaceSpans(text, spans, tokenize);
  };
  const json = (text: string) => changeStrings(text, plain);
  return (text, form) => {
    if (form === 'json') return json(text);
    if (form === 'url') return changeUrlParts(text, part => plain(part, null));
    return isJson(text) ? json(text) : redactLines(text, json, part => plain(part, null));
  };
}

function findSpans(
  text: string,
  key: string | null,
  kinds: ReadonlySet<RedactionKind>,
  patterns: readonly CompiledPattern[],
  rules: RedactionRules,
): Span[] {
  // First, so that a user's own pattern wins over ours where both find the same.
  const spans: Span[] = [];
  for (const { rule, find } of patterns) {
    const replacing = { label: `CUS:${rule.name}`, mode: rule.mode, placeholder: rule.placeholder };
    for (const { start, end } of find(text)) spans.push({ ...replacing, start, end });
  }
  if (key !== null && kinds.has('secret') && isNamedSecret(text, key)) {
    spans.push({ ...replacingOf('secret', rules), start: 0, end: text.length });
  } else if (kinds.size > 0) {
    for (const { kind, start, end } of scanWithKey(text, key, kinds, rules.phoneRegion))
      spans.push({ ...replacingOf(kind, rules), start, end });
  }
  return patterns.length === 0 || spans.length < 2 ? spans : withoutOverlaps(spans);
}

function replacingOf(kind: RedactionKind, { modes }: RedactionRules): Replacing {
  return { label: KIND_LABELS[kind], mode: modes[kind] };
}

/** The name of a short value tells what it is, as a word before a number in a text does. */
function scanWithKey(text: string, key: string | null, kinds: ReadonlySet<RedactionKind>, region: string) {
  if (key === null || text.length > MAX_NAMED_CHARS || !/\d{5}/.test(text)) return scan(text, kinds, region);
  const name = `${key}: `;
  return scan(name + text, kinds, region)
    .filter(({ start }) => start >= name.length)
    .map(({ kind, start, end }) => ({ kind, start: start - name.length, end: end - name.length }));
}

const MAX_NAMED_CHARS = 32;

function isNamedSecret(value: string, key: string): boolean {
  const secrecy = value.length > MAX_NAMED_SECRET ? null : secrecyOf(key);
  return secrecy !== null && isSecretValue(value, secrecy, true, true);
}

const MAX_NAMED_SECRET = 4096;

/** Of two that overlap the one that begins first, then the longer one, stays. */
function withoutOverlaps(spans: Span[]): Span[] {
  const kept: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || span.start >= last.end) kept.push(span);
    // What reaches beyond must not stay in sight.
    else if (span.end > last.end) last.end = span.end;
  }
  return kept;
}

function replaceSpans(text: string, spans: readonly Span[], tokenize: Tokenize): string {
  let result = '';
  let done = 0;
  for (const span of spans) {
    result += text.slice(done, span.start) + replacementFor(text.slice(span.start, span.end), span, tokenize);
    done = span.end;
  }
  return result + text.slice(done);
}

/** Streams that could not be folded, WebSocket frames and logs have JSON line by line; what stands between is one text. */
function redactLines(text: string, json: (text: string) => string, plain: (text: string) => string): string {
  if (!JSON_LINE.test(text)) return plain(text);
  const done: string[] = [];
  let between: string[] = [];
  const endBetween = (): void => {
    if (between.length > 0) done.push(plain(between.join('\n')));
    between = [];
  };
  for (const line of text.split('\n')) {
    const start = /^data: ?/.exec(line)?.[0].length ?? 0;
    const content = line.slice(start);
    if (!isJson(content)) {
      between.push(line);
      continue;
    }
    endBetween();
    done.push(line.slice(0, start) + json(content));
  }
  endBetween();
  return done.join('\n');
}

const JSON_LINE = /^(?:data: ?)?[[{].*[\]}]\r?$/m;
