// What the tree's context menus put on the clipboard, into terminals and into the record.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { curlCommand } from '../../src/host/commands/curlCommand.ts';
import { diagnostics, redactLine } from '../../src/host/commands/diagnostics.ts';
import { failureLine } from '../../src/host/commands/latestFailures.ts';
import { previewOfTags, problemOfTags, readTags, writeTags } from '../../src/host/commands/tags.ts';
import { resumeCommand } from '../../src/host/sessions/resumeCommand.ts';
import { viewMessage } from '../../src/host/sessions/viewMessage.ts';
import { type RequestDetail, type RequestSummary, sessionMarks } from '../../src/protocol/api.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings.ts';
import { aRequest, aView, english } from '../support/hostData.ts';

const URL = 'http://127.0.0.1:8081';

function aDetail(content: string, given: Partial<RequestDetail> = {}): RequestDetail {
  return {
    ...aRequest(),
    response: null,
    request: {
      headers: [
        ['Host', '127.0.0.1:8081'],
        ['anthropic-version', '2023-06-01'],
        ['x-api-key', '[redacted]'],
        ['Content-Length', '12'],
        ['x-odd', "it's"],
      ],
      body: {
        ...{ encoding: 'utf8', content, wire_bytes: content.length },
        ...{ content_encoding: null, is_truncated: false, undecoded: null },
      },
    },
    ...given,
  };
}

test('a curl command repeats method, target, headers and body, with a variable for the key', () => {
  assert.equal(
    curlCommand(aDetail('{"a":1}'), URL, 'linux', null),
    [
      "curl -sS -X POST 'http://127.0.0.1:8081/v1/messages?beta=true' \\",
      '  -H "x-api-key: $ANTHROPIC_API_KEY" \\',
      "  -H 'anthropic-version: 2023-06-01' \\",
      "  -H 'x-odd: it'\\''s' \\",
      "  --data-binary @- <<'BODY'",
      '{"a":1}',
      'BODY',
    ].join('\n'),
  );
});

test('a curl command of a workspace is filed under it again', () => {
  const target = (workspace: string | null) =>
    /'(http[^']*)'/.exec(curlCommand(aDetail('{}'), URL, 'linux', workspace))?.[1];
  assert.deepEqual(['my-app-1f3a9c', 'C:\\work', null].map(target), [
    `${URL}/w/my-app-1f3a9c/v1/messages?beta=true`,
    ...Array(2).fill(`${URL}/v1/messages?beta=true`),
  ]);
});

test('a shell reads a curl command as what was recorded, however hostile the text', {
  skip: process.platform === 'win32',
}, () => {
  const hostile = '{"a":"$(touch /nowhere) `id` \'x\'"}\nBODY\nrest \\';
  const command = curlCommand(aDetail(hostile, { target: "/v1/'$(id)'" }), URL, 'linux', null);
  const shown = `curl() { printf '%s\\n' "$@"; cat; }\n${command}`;
  const output = execFileSync('bash', ['-c', shown], { encoding: 'utf8' });
  assert.ok(output.includes(`${URL}/v1/'$(id)'\n`));
  assert.ok(output.endsWith(`@-\n${hostile}\n`));
});

test('what curl could not repeat is refused', () => {
  const detail = aDetail('{}');
  const cut = { ...detail.request, body: { ...detail.request.body, is_truncated: true } };
  assert.throws(() => curlCommand({ ...detail, transport: 'websocket' }, URL, 'linux', null), {
    code: 'not_http',
  });
  assert.throws(() => curlCommand({ ...detail, request: cut }, URL, 'linux', null), {
    code: 'body_not_whole',
  });
});

test('sessions of clients that can go on are resumed, and no id becomes shell code', () => {
  const command = (client: string, client_session_id: string | null) =>
    resumeCommand({ client, client_session_id, origin: 'recorded' });
  assert.equal(resumeCommand({ client: 'codex', client_session_id: '0b6f1c1e', origin: 'demo' }), null);
  assert.deepEqual(
    [
      command('claude-code', '0b6f1c1e-6a86'),
      command('codex', '0b6f1c1e'),
      command('opencode', 'ses_1'),
      command('codex', null),
      command('codex', '$(id)'),
      command('claude-code', '--dangerously-skip-permissions'),
    ],
    ['claude --resume 0b6f1c1e-6a86', 'codex resume 0b6f1c1e', null, null, null, null],
  );
});

test('tags have commas between and spaces within, each once, as the API takes them', () => {
  const text = ' billing,  Q4   plan, billing ,, ';
  assert.deepEqual(readTags(text), ['billing', 'Q4 plan']);
  assert.deepEqual(readTags(writeTags(readTags(text))), readTags(text));
  assert.deepEqual(sessionMarks.parse({ tags: readTags(text) }).tags, ['billing', 'Q4 plan']);
  const many = Array.from({ length: 33 }, (_, i) => i).join(',');
  assert.deepEqual(
    ['a b', 'a"b', 'x'.repeat(65), many, 'a\u0007b'].map(each => problemOfTags(each, english)),
    [
      undefined,
      'Without quotes.',
      'At most 64 characters a tag.',
      'At most 32 tags.',
      'Without control characters.',
    ],
  );
});

test('while tags are typed it is shown which they will be, and which are in use', () => {
  const inUse = ['plants', 'billing', 'Plan B'];
  assert.deepEqual(
    ['', 'Q4 plan', 'billing, Q4 plan', 'billing, pla'].map(text => previewOfTags(text, inUse, english)),
    [
      'No tags · commas stand between tags · in use: plants, billing, Plan B',
      'Tags: “Q4 plan” · commas stand between tags',
      'Tags: “billing”, “Q4 plan”',
      'Tags: “billing”, “pla” · in use: plants, Plan B',
    ],
  );
});

test('above the tree stands what keeps something out of it', () => {
  const facts = { error: null, filter: '', hasSessions: true };
  const rebuild = { done: 3, total: 9 };
  assert.deepEqual(
    [
      viewMessage('running', aView(), facts, english),
      viewMessage('paused', aView(), { ...facts, filter: 'retry' }, english),
      viewMessage('paused', aView(), { ...facts, filter: 'x', hasSessions: false }, english),
      viewMessage('running', aView({ rebuild }), { ...facts, error: 'no' }, english),
    ],
    ['', 'Recording paused · Only sessions that match: retry', '', 'Rebuilding the index: 3 of 9 journals'],
  );
});

test('a diagnostic report has states and settings, but neither values that tell where someone works nor content', () => {
  const text = diagnostics({
    versions: { lunaroute: '0.1.0' },
    view: aView({ problem: { code: 'disk_full', message: 'secret place is full' } }),
    changed: { port: 9000, 'upstream.openai': 'https://llm.corp.example/v1', allowedHosts: ['a', 'b'] },
    failures: ['2026-03-10 api.openai.com: 529 overloaded_error'],
    lines: ['2026-03-10 warn it broke'],
    home: '/home/ada',
  });
  for (const part of [
    'lunaroute: 0.1.0',
    'state: problem',
    'problem: disk_full',
    'port: 9000',
    '529 overloaded_error',
    'it broke',
  ])
    assert.ok(text.includes(part), part);
  assert.match(text, /upstream\.openai: \(set\)\nallowedHosts: 2 entries/);
  assert.doesNotMatch(text, /corp|secret place/);
});

test('a report names failed requests by host and code, without what was said or an address of ones own', () => {
  const settings = { ...DEFAULT_SETTINGS, 'upstream.openai': 'https://llm.corp.example/v1' };
  const line = (given: Partial<RequestSummary>) =>
    failureLine(aRequest({ outcome: 'error', ...given }), settings).slice('2026-03-10T14:02:11.000Z '.length);
  const refused = "Couldn't reach llm.corp.example (ECONNREFUSED). Check the network.";
  assert.deepEqual(
    [
      line({ status: 529, error: { code: 'overloaded_error', message: 'Overloaded (SECRET)' } }),
      line({ provider: 'openai', status: 502, error: { code: 'upstream_unreachable', message: refused } }),
      line({ status: 400, error: { code: 'your prompt', message: 'x' } }),
      line({ status: null, outcome: 'interrupted' }),
    ],
    [
      'api.anthropic.com: 529 overloaded_error',
      'openai (own address): 502 upstream_unreachable (ECONNREFUSED)',
      'api.anthropic.com: 400 error',
      'api.anthropic.com: no status interrupted',
    ],
  );
});

test('log lines in a report lose credentials, addresses, tokens and the home folder', () => {
  const line = [
    '/home/ada/app: https://llm.corp.example/v1?key=1 refused Bearer abc.def, sk-ant-api03-abcdefgh',
    'ada@corp.example /t/0123abcd/v1 http://127.0.0.1:8081 0123456789abcdef0123456789abcdef',
  ].join(' ');
  assert.equal(
    redactLine(line, '/home/ada'),
    '~/app: (address) refused [redacted], [redacted] (address) /t/(token)/v1 http://127.0.0.1:8081 (long value)',
  );
});
