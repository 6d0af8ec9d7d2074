// A year of recorded work for benchmarks: real journals of 2,000 sessions at full size, written once and kept.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { SessionWriter, testId } from '../support/recordFixture.ts';

/** Raise it when what is written here changes. */
const VERSION = 1;
const REQUESTS_PER_SESSION = 50;
const DAYS = 365;
const CLIENTS = ['claude-code', 'claude-code', 'codex', 'opencode'];
const MODELS = ['claude-sonnet-4-5-20250929', 'claude-opus-4-1-20250805', 'claude-haiku-4-5-20251001'];
const TOOLS = ['Read', 'Edit', 'Bash', 'Grep', 'Write'];
const VOCABULARY = 50_000;

/** A word of the oldest session alone. */
export const OLDEST_WORD = 'zyzzyvaoldest';
/** A word of each of the newest twenty sessions. */
export const RECENT_WORD = 'quokkarecent';
/** The word that stands in almost every text. */
export const COMMON_WORD = 'wa';

export interface YearShape {
  requests: number;
  /** Of text a request, none of it twice. */
  charsPerRequest: number;
  /** Milliseconds since the epoch: when the year ends. */
  endMs: number;
}

export const FULL_YEAR: YearShape = {
  requests: 100_000,
  charsPerRequest: 10_000,
  endMs: Date.parse('2026-11-24T12:00:00.000Z'),
};
export const SMALL_YEAR: YearShape = { ...FULL_YEAR, requests: 5000, charsPerRequest: 2000 };

/** The data folder with the journals; what was indexed of them in an earlier run is still there. */
export async function recordedYear(shape: YearShape): Promise<string> {
  const name = `year-${VERSION}-${shape.requests}-${shape.charsPerRequest}`;
  const folder = path.join(os.tmpdir(), 'lunaroute-bench', name);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  try {
    await writeJournals(unfinished, shape);
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

async function writeJournals(dataFolder: string, shape: YearShape): Promise<void> {
  const sessions = Math.ceil(shape.requests / REQUESTS_PER_SESSION);
  for (let n = 0; n < sessions; n++) {
    const startMs = shape.endMs - DAYS * 86_400_000 + Math.floor((n / sessions) * DAYS * 86_400_000);
    const writer = new SessionWriter(dataFolder, {
      id: testId(n),
      startedAt: new Date(startMs).toISOString(),
      client: CLIENTS[n % CLIENTS.length] ?? '',
      workspace: `project-${n % 7}`,
    });
    const file = path.join(dataFolder, writer.file);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const marks = [...(n === 0 ? [OLDEST_WORD] : []), ...(n >= sessions - 20 ? [RECENT_WORD] : [])];
    await writeFile(file, journalOf(writer, n, startMs, shape, marks), { mode: 0o600 });
  }
}

/** A whole session in one piece: its writing is not what is measured. */
function journalOf(
  writer: SessionWriter,
  n: number,
  startMs: number,
  shape: YearShape,
  marks: readonly string[],
): string {
  const random = randomFrom(n + 1);
  const pick = (values: readonly string[]): string => values[random(values.length)] ?? '';
  const at = (i: number): string => new Date(startMs + i * 90_000).toISOString();
  const events = [writer.started(), writer.titled(`Session ${n}: ${words(random, 40)}`, at(0))];
  for (let i = 0; i < REQUESTS_PER_SESSION; i++) {
    const requestId = testId(n * REQUESTS_PER_SESSION + i);
    const asked = [...(i === 0 ? marks : []), words(random, shape.charsPerRequest / 2)].join(' ');
    events.push(...writer.ask({ requestId, at: at(i), messages: [{ role: 'user', content: asked }] }));
    const input = {
      file_path: `/src/${words(random, 30).replaceAll(' ', '/')}.ts`,
      text: words(random, shape.charsPerRequest / 5),
    };
    const call = { type: 'tool_use', id: `t${n}-${i}`, name: pick(TOOLS), input };
    const answer = { type: 'text', text: words(random, (shape.charsPerRequest * 3) / 10) };
    const failure = random(50) === 0 ? ({ outcome: 'error', status: 529 } as const) : {};
    events.push(
      writer.answer({ requestId, at: at(i), content: [answer, call], model: pick(MODELS), ...failure }),
    );
  }
  return events.map(event => `${JSON.stringify(event)}\n`).join('');
}

/** Words as a language has them: few are frequent, most are rare, and one in a hundred is an identifier. */
function words(random: (below: number) => number, chars: number): string {
  let text = '';
  while (text.length < chars) {
    const rank = Math.floor(VOCABULARY ** (random(1_000_000) / 1_000_000)) - 1;
    text += random(100) === 0 ? `id${random(1_000_000_000).toString(36)} ` : `${wordAt(rank)} `;
  }
  return text;
}

function wordAt(rank: number): string {
  let word = 'w';
  for (let rest = rank; ; rest = Math.floor(rest / 26) - 1) {
    word += String.fromCharCode(97 + (rest % 26));
    if (rest < 26) return rank < 200 ? word : `${word}ing`;
  }
}

/** The same numbers in every run. */
function randomFrom(start: number): (below: number) => number {
  let seed = (start * 2_654_435_761) % 2_147_483_647 || 1;
  return below => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
}
