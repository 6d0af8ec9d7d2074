// What must come out of the recorded traffic of Claude Code, Codex and OpenCode: as they reported themselves of that run.

export interface Golden {
  client: string;
  title: string;
  /** Input, output, cache read and written, reasoning: as the client summed them up. */
  tokens: (number | null)[];
  cost: string;
  /** Id, kind, title, number of requests. */
  threads: [string, string, string | null, number][];
  /** Thread, number of the request it goes on with, names of the tools called with error flag and duration. */
  requests: [string, number | null, [string, boolean | null, number | null][]][];
  /** Of each request: messages that were there before, and new ones. */
  news: [number, number][];
  /** The model's last words. */
  last: RegExp;
}

const CODEX: Golden = {
  client: 'codex',
  title: 'Read secret.ts and say marmalade. demo:tool exec_command',
  tokens: [28_706, 114, 19_072, null, 30],
  // GPT-5.1: $1.25, $0.125 and $10 a million.
  cost: (((28_706 - 19_072) * 1.25 + 19_072 * 0.125 + 114 * 10) / 1e6).toFixed(8),
  threads: [['main', 'main', 'Read secret.ts and say marmalade. demo:tool exec_command', 3]],
  requests: [
    ['main', null, [['exec_command', false, 62]]],
    ['main', 0, []],
    ['main', 1, []],
  ],
  news: [
    [0, 4],
    [7, 1],
    [10, 1],
  ],
  last: /You said: Thank you/,
};

/** By name of the fixture. */
export const GOLDEN: Readonly<Record<string, Golden>> = {
  // One session of two runs, the second with --resume.
  'claude-code-resumed': {
    client: 'claude-code',
    title: 'Read secret.ts and say marmalade. demo:tool Read',
    tokens: [64_992, 115, 43_356, 21_627, null],
    cost: '0.09586005',
    threads: [['main', 'main', 'Read secret.ts and say marmalade. demo:tool Read', 3]],
    requests: [
      ['main', null, [['Read', false, 35]]],
      ['main', 0, []],
      ['main', 1, []],
    ],
    news: [
      [0, 2],
      [3, 1],
      [5, 1],
    ],
    last: /You said: Thank you, now say plum/,
  },
  // Claude Code refuses to write over a file that it has not read.
  'claude-code-write': {
    client: 'claude-code',
    title: 'Read secret.ts and write it anew. demo:tool Write',
    tokens: [43_203, 113, 21_607, 21_590, null],
    cost: '0.08915760',
    threads: [['main', 'main', 'Read secret.ts and write it anew. demo:tool Write', 2]],
    requests: [
      ['main', null, [['Write', true, 15]]],
      ['main', 0, []],
    ],
    news: [
      [0, 2],
      [3, 1],
    ],
    last: /The tool answered: .*File has not been read yet/s,
  },
  'claude-code-sub-agent': {
    client: 'claude-code',
    title: 'Let an agent look for tests. demo:tool Agent',
    tokens: [88_910, 353, 54_876, 34_019, null],
    cost: '0.14937405',
    threads: [
      ['main', 'main', 'Let an agent look for tests. demo:tool Agent', 3],
      ['a71875fefce57a7f9', 'sub_agent', 'moonlight', 2],
    ],
    requests: [
      ['main', null, [['Agent', false, 89]]],
      ['main', 0, []],
      ['a71875fefce57a7f9', null, [['Read', true, 41]]],
      ['a71875fefce57a7f9', 2, []],
      ['main', 1, [['Agent', null, null]]],
    ],
    news: [
      [0, 2],
      [3, 1],
      [0, 2],
      [3, 1],
      [5, 1],
    ],
    last: /I will use Agent/,
  },
  'codex-http': CODEX,
  // The second run's first request has its whole history again, after a prewarm that is no request but has the system prompt.
  'codex-websocket': {
    ...CODEX,
    requests: [
      ['main', null, [['exec_command', false, 46]]],
      ['main', 0, []],
      ['main', 1, []],
    ],
    news: [
      [0, 4],
      [0, 1],
      [10, 1],
    ],
  },
  opencode: {
    client: 'opencode',
    title: 'Read secret.ts and say marmalade.',
    tokens: [15_927, 90, 7654, 8264, null],
    // Its two steps, as it reported them, and the title by Haiku.
    cost: (0.02869275 + 0.00351645 + 0.000818).toFixed(8),
    threads: [
      ['title', 'title', null, 1],
      ['main', 'main', 'Read secret.ts and say marmalade.', 2],
    ],
    requests: [
      ['title', null, []],
      ['main', null, [['read', false, 890]]],
      ['main', 1, []],
    ],
    news: [
      [0, 2],
      [0, 2],
      [3, 1],
    ],
    last: /The tool answered: .*pineapple/s,
  },
};
