// Request bodies as no serialiser of ours would write them, for properties: valid JSON, oddly spelled.
import fc from 'fast-check';

const space = fc.constantFrom('', '', '', ' ', '\r\n', '\n\t', '  \r\n  ');
/** One character in one of the spellings that JSON allows for it. */
const character = fc.constantFrom(
  'a',
  'ü',
  '🔍',
  '\u2028',
  '\\u0041',
  '\\ud83d\\udd0d',
  '\\ud800',
  '\\/',
  '/',
  '\\"',
  '\\\\',
  '\\r\\n',
  '\\u0000',
  '{',
  ']',
  ':',
);
const text = fc.array(character, { maxLength: 40 }).map(all => `"${all.join('')}"`);
const longText = fc.array(character, { minLength: 70, maxLength: 90 }).map(all => `"${all.join('')}"`);
const number = fc.constantFrom(
  '0',
  '-0',
  '1.0',
  '1e400',
  '123456789012345678901234567890',
  '0.1000000000000000055511151231257827',
);
const mark = fc.constantFrom(
  '{"type":"ephemeral"}',
  '{"type": "ephemeral", "ttl": "1h"}',
  '{"cache_control":{"type":"ephemeral"}}',
  'null',
);
const scalar = fc.oneof(text, longText, number, fc.constantFrom('true', 'false', 'null'));

function object(members: fc.Arbitrary<[string, string][]>): fc.Arbitrary<string> {
  return fc.tuple(members, space, space).map(([pairs, before, after]) => {
    const written = pairs.map(([key, value]) => `${before}"${key}"${after}:${before}${value}`);
    return `{${written.join(`${after},`)}${after}}`;
  });
}

function list(elements: fc.Arbitrary<string[]>): fc.Arbitrary<string> {
  return fc.tuple(elements, space).map(([all, gap]) => `[${gap}${all.join(`${gap},${gap}`)}${gap}]`);
}

function member(key: string, value: fc.Arbitrary<string>): fc.Arbitrary<[string, string]> {
  return value.map((written): [string, string] => [key, written]);
}

/** Members in any order and number: keys may stand twice. */
const part = object(
  fc.array(
    fc.oneof(
      member('type', fc.constantFrom('"text"', '"tool_result"', '"te\\u0078t"')),
      member('text', scalar),
      member('content', fc.oneof(scalar, list(fc.array(object(fc.array(member('text', longText))))))),
      member('input', object(fc.array(fc.oneof(member('cache_control', mark), member('command', scalar))))),
      member('cache_control', mark),
    ),
    { maxLength: 5 },
  ),
);
const message = object(
  fc.array(
    fc.oneof(
      member('role', fc.constantFrom('"user"', '"assistant"', '"\\u0075ser"')),
      member('content', fc.oneof(scalar, list(fc.array(part, { maxLength: 4 })))),
      member('cache_control', mark),
    ),
    { maxLength: 4 },
  ),
);

/** The bodies of one session: each has all messages of the one before, with its marks elsewhere, and some more. */
export const oddSession: fc.Arbitrary<string[]> = fc
  .record({
    messages: fc.array(message, { minLength: 1, maxLength: 8 }),
    tools: list(fc.array(part, { maxLength: 3 })),
    system: fc.oneof(longText, list(fc.array(part, { maxLength: 3 }))),
    clocks: fc.array(text, { minLength: 8, maxLength: 8 }),
    moved: fc.array(mark, { minLength: 8, maxLength: 8 }),
    gap: space,
  })
  .map(({ messages, tools, system, clocks, moved, gap }) =>
    messages.map((_, turn) => {
      const history = messages.slice(0, turn + 1).map((written, n) => {
        const isMarked = n === turn || n === turn - 1;
        return isMarked ? `{"cache_control":${moved[n]},"role":"user","content":[${written}]}` : written;
      });
      return (
        `{"system":${clocks[turn]},${gap}"messages"${gap}:[${history.join(`,${gap}`)}],` +
        `"system":${system},"tools":${tools}${gap}}`
      );
    }),
  );
