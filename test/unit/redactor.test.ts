// Redaction by modes and kinds: what texts, JSON and URLs look like afterwards.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createRedact, REDACT_NOTHING } from '../../src/core/redaction/redactor.ts';
import type { CustomPattern, RedactionMode } from '../../src/protocol/redaction.ts';
import { DEFAULT_SETTINGS, redactionRules } from '../../src/protocol/settings.ts';
import { redactAll, rulesWith } from '../support/redaction.ts';

const mask = redactAll('mask');
const text = (value: string) => mask(value, 'text');

test('masks every kind in the placeholders that LunaRoute has always had', () => {
  const cases: Record<string, string> = {
    'Mail alice.smith+x@example.co.uk now.': 'Mail [EMAIL] now.',
    'Call 415-555-2671 or (212) 555-0187.': 'Call [PHONE] or [PHONE].',
    'From abroad +49 30 901820, +14155552671': 'From abroad [PHONE], [PHONE]',
    'SSN 123-45-6789': 'SSN [SSN]',
    'Card 4111 1111 1111 1111 exp 12/29': 'Card [CREDIT_CARD] exp 12/29',
    'from 192.168.1.10:8080 to 2001:db8::1': 'from [IP_ADDRESS]:8080 to [IP_ADDRESS]',
    'IBAN DE89 3704 0044 0532 0130 00.': 'IBAN [IBAN].',
    'key sk-ant-api03-abcdefgh1234567890': 'key [SECRET]',
  };
  for (const [before, after] of Object.entries(cases)) assert.equal(text(before), after);
});

test('removes, shows the last four, or tokenizes', () => {
  const mail = 'to bob@example.org.';
  assert.equal(redactAll('remove')(mail, 'text'), 'to .');
  assert.equal(redactAll('partial')(mail, 'text'), 'to ***********.org.');
  assert.equal(redactAll('partial')('card 4111111111111111', 'text'), 'card ************1111');
  const tokenize = redactAll('tokenize', () => 'a3f8e9d2');
  assert.equal(tokenize(mail, 'text'), 'to [EMAIL:a3f8e9d2].');
  assert.equal(redactAll('tokenize', () => null)(mail, 'text'), 'to [EMAIL].');
});

test('takes what redaction left behind for nothing', () => {
  for (const done of [
    '[EMAIL:a3f8e9d2]',
    'phone [PHONE:12345678] ',
    '[SSN:123456789012]',
    '[CUS:card:41111111]',
  ])
    assert.equal(text(done), done);
});

test('masks secrets alone unless told otherwise, and nothing when all is off', () => {
  const byDefault = createRedact(redactionRules(DEFAULT_SETTINGS), () => null, assert.fail);
  assert.equal(
    byDefault('a@example.com ghp_abcdefghijklmnop0123456789ABCDEFGHIJ', 'text'),
    'a@example.com [SECRET]',
  );
  assert.equal(redactAll('off'), REDACT_NOTHING);
});

test('keeps JSON valid, its keys, spaces and untouched strings', () => {
  const json = String.raw`{ "a@b.com" : ["x@y.org", "caf\u00e9 \/ \"q\""],
  "phone": 4155552671, "n": 1732450000, "nested": "{\"to\":\"c@d.net\",\"s\":\"l1\\nd@e.io\"}" }`;
  const expected = String.raw`{ "a@b.com" : ["[EMAIL]", "caf\u00e9 \/ \"q\""],
  "phone": "[PHONE]", "n": 1732450000, "nested": "{\"to\":\"[EMAIL]\",\"s\":\"l1\\n[EMAIL]\"}" }`;
  assert.equal(mask(json, 'json'), expected);
  JSON.parse(mask(json, 'json'));
});

test('redacts a piece of JSON that was cut at the borders of values', () => {
  assert.equal(
    mask('"name":"x","description":"ask z@y.org"', 'json'),
    '"name":"x","description":"ask [EMAIL]"',
  );
  assert.equal(mask(',{"role":"user","content":', 'json'), ',{"role":"user","content":');
});

test('knows a value by the name of its member', () => {
  assert.equal(
    mask('{"password":"hunter2x","user":"hunter2x"}', 'json'),
    '{"password":"[SECRET]","user":"hunter2x"}',
  );
  assert.equal(mask('{"ssn":"123456789","id":"123456789"}', 'json'), '{"ssn":"[SSN]","id":"123456789"}');
});

test('redacts streams that could not be folded line by line', () => {
  const stream = 'event: x\ndata: {"t":"a@example.com"}\n\ndata: no json b@example.com\n\n';
  assert.equal(text(stream), 'event: x\ndata: {"t":"[EMAIL]"}\n\ndata: no json [EMAIL]\n\n');
});

test('redacts percent-encoded parts of a URL', () => {
  assert.equal(
    mask('/v1/users/alice%40example.com?after=4111%201111%201111%201111&limit=5', 'url'),
    '/v1/users/[EMAIL]?after=[CREDIT_CARD]&limit=5',
  );
  assert.equal(mask('/v1/%zz?x=%20y', 'url'), '/v1/%zz?x=%20y');
});

const custom = (rules: CustomPattern[], mode: RedactionMode = 'off') =>
  createRedact({ ...rulesWith(mode), customPatterns: rules }, () => 'a3f8e9d2', assert.fail);

test('finds custom patterns, by name, mode and placeholder', () => {
  const pattern = 'ACME-\\d{4,}';
  const one = (rule: Partial<CustomPattern>) =>
    custom([{ name: 'ticket', pattern, mode: 'mask', ...rule }])('see ACME-12345', 'text');
  assert.equal(one({}), 'see [CUS:ticket]');
  assert.equal(one({ placeholder: '<ticket>' }), 'see <ticket>');
  assert.equal(one({ mode: 'tokenize' }), 'see [CUS:ticket:a3f8e9d2]');
  assert.equal(one({ mode: 'remove' }), 'see ');
  assert.equal(one({ mode: 'off' }), 'see ACME-12345');
});

test('leaves nothing of two findings that overlap', () => {
  const redact = custom([{ name: 'at', pattern: '\\w+@exam', mode: 'mask' }], 'mask');
  assert.equal(redact('bob@example.com', 'text'), '[EMAIL]');
});

test('takes linear time for a pattern that ruins backtracking engines', () => {
  const redact = custom([{ name: 'evil', pattern: '(a+)+$', mode: 'mask' }]);
  assert.equal(redact(`${'a'.repeat(5000)}!`, 'text'), `${'a'.repeat(5000)}!`);
});

test('reports a custom pattern that is no RE2 syntax and goes on with the others', () => {
  const told: string[] = [];
  const redact = createRedact(
    {
      ...rulesWith('off'),
      customPatterns: [
        { name: 'bad', pattern: '(?<=x)y', mode: 'mask' },
        { name: 'good', pattern: 'y', mode: 'mask' },
      ],
    },
    () => null,
    name => told.push(name),
  );
  assert.deepEqual([told, redact('xy', 'text')], [['bad'], 'x[CUS:good]']);
});

test('gives valid JSON for any JSON, and the very same for what holds nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const json = JSON.stringify(value);
      JSON.parse(mask(json, 'json'));
    }),
  );
  fc.assert(fc.property(fc.string(), value => typeof mask(value, 'text') === 'string'));
});

test('redacting twice changes nothing more', () => {
  const piece = fc.constantFrom(
    ...['a@b.com', ' ', '\n', '"', '4111 1111 1111 1111', '+14155552671', '[', ']', 'ssn ', '123-45-6789'],
    ...['10.0.0.1', ':', 'phone ', 'password=', 'sk-ant-api03-abcdefgh12345678', '::', 'Bearer ', 'x'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
      const once = text(pieces.join(' '));
      assert.equal(text(once), once);
    }),
    { seed: 1, numRuns: 2000 },
  );
});
