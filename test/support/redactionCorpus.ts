// Labelled texts for measuring redaction: values hidden in realistic surroundings, and code that holds none.
import type { RedactionKind } from '../../src/protocol/redaction.ts';
import { seededRandom } from './seededRandom.ts';

export interface Labelled {
  kind: RedactionKind;
  value: string;
  text: string;
}

/** A whole number from 0 up to `limit`, that excluded. */
export type Random = (limit: number) => number;

function randomOf(seed: number): Random {
  const next = seededRandom(seed);
  return limit => Math.floor(next() * limit);
}

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

export function letters(random: Random, length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[random(alphabet.length)]).join('');
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const WORD = `${LOWER}${LOWER.toUpperCase()}${DIGITS}`;
const HEX = '0123456789abcdef';
const NAMES = [
  'alice',
  'bob',
  'j.doe',
  'maria_s',
  'o-brien',
  'li.wei',
  'h.müller',
  'ana+news',
  'x',
  'first.last99',
];
const DOMAINS = [
  'example.com',
  'mail.acme.io',
  'uni-bonn.de',
  'dept.gov.uk',
  'startup.dev',
  'a1.co.jp',
  'bücher.example',
];

/** Values by kind, each as people and programs write it; what has to be called something is given with its name. */
export const MAKERS: Readonly<Record<RedactionKind, (random: Random) => string>> = {
  email: random => `${pick(random, NAMES)}@${pick(random, DOMAINS)}`,
  phone: random =>
    pick(random, [
      () => `+1 ${area(random)}-555-0${letters(random, 3, DIGITS)}`,
      () => `(${area(random)}) ${200 + random(700)}-${letters(random, 4, DIGITS)}`,
      () => `${area(random)}-${200 + random(700)}-${letters(random, 4, DIGITS)}`,
      () => `${area(random)}.${200 + random(700)}.${letters(random, 4, DIGITS)}`,
      () => `+49 30 ${1 + random(9)}${letters(random, 6, DIGITS)}`,
      () => `+44 20 7${letters(random, 3, DIGITS)} ${letters(random, 4, DIGITS)}`,
      () =>
        `+33 1 4${letters(random, 1, DIGITS)} ${[0, 1, 2].map(() => letters(random, 2, DIGITS)).join(' ')}`,
      () => `+1${area(random)}${200 + random(700)}${letters(random, 4, DIGITS)}`,
    ])(),
  ssn: random => `${100 + random(500)}-${10 + random(89)}-${1000 + random(8999)}`,
  creditCard: random => {
    const digits = withLuhn(pick(random, ['4', '51', '55', '2221', '6011', '37']), random);
    return pick(random, [plain, spaced, dashed])(digits);
  },
  ipAddress: random =>
    pick(random, [
      () => [10, random(256), random(256), 1 + random(254)].join('.'),
      () => [192, 168, random(256), 1 + random(254)].join('.'),
      () => [11 + random(110), 70 + random(180), random(256), 1 + random(254)].join('.'),
      () => `2001:db8:${letters(random, 4, '123456789abcdef')}::${letters(random, 3, '123456789abcdef')}`,
      () => `fe80::${letters(random, 4, '123456789')}:${letters(random, 4, '123456789')}`,
      () => ['2a02', ...Array.from({ length: 7 }, () => letters(random, 4, '123456789abcdef'))].join(':'),
    ])(),
  iban: random => {
    const iban = withIbanCheck('DE', letters(random, 18, DIGITS));
    return random(2) === 0 ? iban : (iban.match(/.{1,4}/g) ?? []).join(' ');
  },
  secret: random =>
    pick(random, [
      () => `sk-ant-api03-${letters(random, 40, WORD)}1a`,
      () => `sk-proj-${letters(random, 46, WORD)}1a`,
      () => `ghp_${letters(random, 35, WORD)}1`,
      () => `github_pat_${letters(random, 60, WORD)}1`,
      () => `glpat-${letters(random, 19, WORD)}1`,
      () => `xoxb-${letters(random, 12, DIGITS)}-${letters(random, 24, WORD)}a`,
      () => `sk_live_${letters(random, 23, WORD)}1`,
      () => `npm_${letters(random, 35, WORD)}1`,
      () => `AIza${letters(random, 34, WORD)}1`,
      () => `AKIA${letters(random, 15, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}2`,
      () => `hf_${letters(random, 33, WORD)}1`,
      () => jwt(random),
      () => privateKey(random),
    ])(),
};

/** Surroundings in which each kind is met; `@` stands for the value. */
const FRAMES: readonly string[] = [
  '@',
  'Please contact @ before Friday.',
  'const value = "@";',
  "  - name: first\n    value: '@'\n",
  '2026-11-24T10:15:02.113Z INFO [worker-3] handled @ in 12 ms',
  '+    expected: `@`,\n-    expected: null,\n',
  'id,name,value,count\n17,first,@,3\n',
  '<td class="cell">@</td>',
  'l1\\nfound: @\\nl3',
  '| 12 | @ | ok |',
  '(see @)',
  'Ünïcode davor: @, danach',
];

/** @param count values of each kind */
export function labelledTexts(count: number, seed: number): Labelled[] {
  const random = randomOf(seed);
  const texts: Labelled[] = [];
  for (const [kind, make] of Object.entries(MAKERS) as [RedactionKind, (random: Random) => string][]) {
    for (let i = 0; i < count; i++) {
      const value = make(random);
      texts.push({ kind, value, text: pick(random, FRAMES).replace('@', () => value) });
    }
  }
  return [...texts, ...NAMED];
}

/** What only its surroundings tell. */
const NAMED: readonly Labelled[] = [
  { kind: 'ssn', value: '123456789', text: 'SSN: 123456789' },
  { kind: 'ssn', value: '123 45 6789', text: 'social security number 123 45 6789' },
  { kind: 'phone', value: '4155552671', text: 'phone: 4155552671' },
  { kind: 'phone', value: '415 555 2671', text: 'Call me: 415 555 2671' },
  { kind: 'secret', value: 'hunter2!x', text: 'postgres://app:hunter2!x@db.internal:5432/shop' },
  { kind: 'secret', value: 'p4ssw0rd', text: 'redis://:p4ssw0rd@cache:6379/0' },
  {
    kind: 'secret',
    value: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    text: 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
  { kind: 'secret', value: 'a8Kd72hsLw9pQx', text: 'DB_PASSWORD=a8Kd72hsLw9pQx' },
  {
    kind: 'secret',
    value: '9f8e7d6c5b4a39281706f5e4d3c2b1a0',
    text: '"client_secret": "9f8e7d6c5b4a39281706f5e4d3c2b1a0"',
  },
  {
    kind: 'secret',
    value: 'mF_9.B5f-4.1JqM78aa',
    text: 'curl -H "Authorization: Bearer mF_9.B5f-4.1JqM78aa"',
  },
  {
    kind: 'secret',
    value: 'YWxhZGRpbjpvcGVuc2VzYW1l',
    text: 'Authorization: Basic YWxhZGRpbjpvcGVuc2VzYW1l',
  },
  {
    kind: 'secret',
    value: 'q1w2e3r4t5y6u7i8',
    text: 'https://api.example/v1?access_token=q1w2e3r4t5y6u7i8&page=2',
  },
  {
    kind: 'secret',
    value: 'aB38Q~abcdefghijklmnopqrstuvwxyz01234567',
    text: 'azure app: aB38Q~abcdefghijklmnopqrstuvwxyz01234567',
  },
  {
    kind: 'secret',
    value: 'q8Kd72hsLw9pQxYz01AbCdEfGhIjKlMnOpQrStUvWxYz0123456789==',
    text: 'AccountName=x;AccountKey=q8Kd72hsLw9pQxYz01AbCdEfGhIjKlMnOpQrStUvWxYz0123456789==;',
  },
  { kind: 'email', value: 'alice%40example.com', text: 'GET /users?mail=alice%40example.com HTTP/1.1' },
];

/** Code in several languages, diffs, logs, lock files, hashes, minified scripts: nothing in it is to be found. */
export function innocentTexts(kilobytes: number, seed: number): string {
  const random = randomOf(seed);
  const parts: string[] = [];
  for (let size = 0; size < kilobytes * 1024; ) {
    const part = pick(random, INNOCENT)(random);
    parts.push(part);
    size += part.length;
  }
  return parts.join('\n');
}

const hex = (random: Random, length: number) => letters(random, length, HEX);
const uuid = (random: Random) => [8, 4, 4, 4, 12].map(length => hex(random, length)).join('-');
const version = (random: Random) => `${random(30)}.${random(30)}.${random(300)}`;
const word = (random: Random) => letters(random, 3 + random(8), LOWER);

const INNOCENT: readonly ((random: Random) => string)[] = [
  random =>
    `export const ${word(random)} = (${word(random)}: string, token: Token) => items.map(x => x.${word(random)}(${random(9999)}));`,
  random =>
    `func (s *Server) ${word(random)}(ctx context.Context) error { return s.db.QueryRow("select $1", ${random(1e6)}).Scan(&s.id) }`,
  random =>
    `def ${word(random)}(self, password: str, *, timeout=${random(100)}.${random(10)}):\n    self.token = get_token(self.password)\n    return os.environ["API_KEY"]`,
  random =>
    `impl<T> ${word(random)}::Trait for Vec<u8> { type Out = std::fmt::Result; const N: usize = 0x${hex(random, 8)}; }`,
  random =>
    `.${word(random)}-${word(random)}::before{content:"\\f${random(899) + 100}";color:#${hex(random, 6)};margin:${random(9)}px 0 -${random(20)}px;transform:translate(${random(100)}.5px,-${random(100)}%)}`,
  random =>
    `"node_modules/${word(random)}": { "version": "${version(random)}", "integrity": "sha512-${letters(random, 86, `${WORD}+/`)}==", "engines": { "node": ">=${random(20)}.0.0" } },`,
  random => `${uuid(random)} ${hex(random, 40)} ${hex(random, 64)}`,
  random =>
    `2026-11-${10 + random(20)}T${10 + random(13)}:${10 + random(49)}:${10 + random(49)}.${100 + random(899)}Z ${1_700_000_000 + random(99_999_999)} ${1_700_000_000_000 + random(99_999_999_999)} ERROR request ${random(1e9)} took ${random(9999)}ms`,
  random =>
    `@@ -${random(900)},${random(90)} +${random(900)},${random(90)} @@\n-  const max = ${random(1e9)};\n+  const max = ${random(1e9)};\n+1${random(1e9)},`,
  random =>
    `!function(e,t){var n=${random(1e5)}e3,r=t[${random(999)}];return e.${word(random)}(r.${word(random)}?n:${random(1e9)})|0x${hex(random, 8)}}(this,${random(1e10)});`,
  random => `data:image/png;base64,${letters(random, 300, `${WORD}+/`)}==`,
  random =>
    `import { ${word(random)} } from '@${word(random)}/${word(random)}'; @Component({ selector: 'app-${word(random)}' })`,
  random =>
    `git clone git@github.com:${word(random)}/${word(random)}.git && npm i ${word(random)}@${version(random)} ${word(random)}@latest`,
  random =>
    `Chrome/${random(130)}.0.${random(255)}.${random(255)} Safari/537.36; version ${random(9)}.${random(9)}.${random(9)}.${random(9)}; AssemblyVersion("${random(9)}.0.0.0")`,
  random =>
    `INSERT INTO ${word(random)} VALUES (${random(1e9)}, ${random(1e9)}, '${word(random)}', ${random(1e6)}.${random(100)}, '${uuid(random)}');`,
  random =>
    `  ${random(1e6)}   ${random(1e4)}  ${random(100)}  ${random(1e7)}  drwxr-xr-x  ${random(9)} root root ${random(1e5)} Nov ${random(29)} ${10 + random(13)}:${10 + random(49)} ${word(random)}`,
  random =>
    `at ${word(random)}.${word(random)} (file:///srv/app/src/${word(random)}.ts:${random(999)}:${random(99)}) 127.0.0.1:${random(65_535)}`,
  random =>
    `const key = process.env.SECRET_TOKEN ?? config.apiKey; // sk-${word(random)}-${word(random)} is a class name, retina: icon@2x.png`,
  random =>
    `[${Array.from({ length: 8 }, () => `${random(2) === 0 ? '-' : ''}${random(100)}.${letters(random, 15, DIGITS)}`).join(', ')}]`,
  random =>
    `00:1b:${hex(random, 2)}:${hex(random, 2)}:3a:b7 SHA256:${letters(random, 43, WORD)} order #${random(1e8)} tracking 1Z${letters(random, 16, DIGITS)}`,
  random =>
    `snowflake ${letters(random, 1, '1789')}${letters(random, 17, DIGITS)} offset ${letters(random, 1, '1789')}${letters(random, 18, DIGITS)} etag "${hex(random, 32)}"`,
];

function area(random: Random): string {
  return pick(random, ['212', '415', '312', '617', '206', '713', '303']);
}

function plain(digits: string): string {
  return digits;
}

function spaced(digits: string): string {
  return grouped(digits).join(' ');
}

function dashed(digits: string): string {
  return grouped(digits).join('-');
}

function grouped(digits: string): string[] {
  if (digits.length === 15) return [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)];
  return digits.match(/.{1,4}/g) ?? [];
}

function withLuhn(prefix: string, random: Random): string {
  const length = prefix === '37' ? 15 : 16;
  const body = prefix + letters(random, length - 1 - prefix.length, DIGITS);
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return body + String((10 - (sum % 10)) % 10);
}

function withIbanCheck(country: string, account: string): string {
  const digits = [...`${account}${country}00`].map(character => Number.parseInt(character, 36)).join('');
  const check = 98n - (BigInt(digits) % 97n);
  return `${country}${String(check).padStart(2, '0')}${account}`;
}

function jwt(random: Random): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [encode({ alg: 'HS256', typ: 'JWT' }), encode({ sub: random(1e9) }), letters(random, 43, WORD)].join(
    '.',
  );
}

function privateKey(random: Random): string {
  const lines = Array.from({ length: 6 }, () => letters(random, 64, WORD));
  return ['-----BEGIN RSA PRIVATE KEY-----', ...lines, '-----END RSA PRIVATE KEY-----'].join('\n');
}
