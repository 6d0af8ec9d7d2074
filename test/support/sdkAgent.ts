// A small coding agent on the official Anthropic SDK: one tool loop over streams, as a user's script would have it.
import { readFile } from 'node:fs/promises';
import Anthropic from '@anthropic-ai/sdk';

const MODEL = 'claude-sonnet-4-5';
const READ_FILE: Anthropic.Tool = {
  name: 'read_file',
  description: 'Reads a text file of the project.',
  input_schema: {
    type: 'object',
    properties: { path: { type: 'string', enum: ['notes.md'] } },
    required: ['path'],
  },
};

/** Address and key come from the environment, as the SDK takes them. */
async function runAgent(prompt: string): Promise<void> {
  const client = new Anthropic();
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: prompt }];
  for (;;) {
    const stream = client.messages.stream({ model: MODEL, max_tokens: 2000, tools: [READ_FILE], messages });
    stream.on('text', text => process.stdout.write(text));
    const answer = await stream.finalMessage();
    process.stdout.write('\n');
    messages.push({ role: 'assistant', content: answer.content });
    const calls = answer.content.filter(part => part.type === 'tool_use');
    if (calls.length === 0) break;
    const results = calls.map(async call => ({
      type: 'tool_result' as const,
      tool_use_id: call.id,
      content: await readFile((call.input as { path: string }).path, 'utf8'),
    }));
    messages.push({ role: 'user', content: await Promise.all(results) });
  }
  console.log('agent finished');
}

void runAgent(process.argv.slice(2).join(' '));
