// What the demo's agent asks, which tools it offers for that, and what they answer. Nothing is read or run.
import type Anthropic from '@anthropic-ai/sdk';

export interface DemoTurn {
  prompt: string;
  tool: Anthropic.Tool;
  /** What the tool gives; none: the model just answers. */
  result: string;
  isError?: boolean;
  /** Status that the first attempt gets, before the agent tries again. */
  failsFirst?: number;
}

/** A tool whose arguments have but one possible value each. */
function aTool(name: string, description: string, fixed: Readonly<Record<string, string>>): Anthropic.Tool {
  const properties = Object.fromEntries(
    Object.entries(fixed).map(([key, value]) => [key, { type: 'string', enum: [value] }]),
  );
  return { name, description, input_schema: { type: 'object', properties, required: Object.keys(fixed) } };
}

const FILE = 'src/login.test.ts';
const SOURCE = `import { test, expect } from './harness';

test('a second login replaces the first', async () => {
  const first = await login('ada');
  const second = await login('ada');
  expect(first.isOpen).toBe(false);
  expect(second.isOpen).toBe(true);
});
`;

export const SYSTEM_PROMPT = `You are a coding agent. ${'Work in small steps, read before you write, and run the tests after each change. '.repeat(60)}`;

export const MAIN_TURNS: readonly DemoTurn[] = [
  {
    prompt: 'Why does the login test fail every other run?',
    tool: aTool('Read', 'Reads a file.', { file_path: FILE }),
    result: SOURCE,
  },
  {
    prompt: 'Run it a few times and tell me what you see.',
    tool: aTool('Bash', 'Runs a command.', { command: 'npm test -- login --repeat 5' }),
    result: '✔ run 1\n✖ run 2: expected first.isOpen to be false\n✔ run 3\n✖ run 4\n✔ run 5',
    isError: true,
    failsFirst: 529,
  },
  {
    prompt: 'Then wait for the first session to close before the second assertion.',
    tool: aTool('Bash', 'Runs a command.', { command: 'npm test -- login --repeat 20' }),
    result: '20 passed',
  },
];

export const AGENT_TURN: DemoTurn = {
  prompt: 'Find every caller of login() and say which of them ignore its result.',
  tool: aTool('Grep', 'Searches the files of the project.', { pattern: 'login\\(' }),
  result: `${FILE}:4:  const first = await login('ada');\nsrc/api.ts:18:  void login(user);`,
};
