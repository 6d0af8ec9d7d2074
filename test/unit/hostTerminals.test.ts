// Which variables terminals get, and what is left alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceLabel } from '../../src/core/workspaceLabel.ts';
import {
  canAdopt,
  claudeEnvironment,
  displayUrl,
  foreignBaseUrls,
  normalizeBaseUrl,
  proxyBase,
} from '../../src/host/terminals/baseUrls.ts';
import { terminalVariables, type VariableOptions } from '../../src/host/terminals/variables.ts';
import { WORKSPACE_LABEL } from '../../src/protocol/wire.ts';

const options: VariableOptions = {
  url: 'http://127.0.0.1:8081',
  label: 'my-app-1f3a9c',
  setsAnthropic: true,
  setsOpenai: true,
  wrapperFolder: '/data/terminal',
  environment: {},
  platform: 'linux',
};
const brief = (given: Partial<VariableOptions>) =>
  terminalVariables({ ...options, ...given }).map(({ name, how, value }) => `${name} ${how} ${value}`);

test('terminals get both base URLs with the label, tool search, and the wrapper first on the PATH', () => {
  assert.deepEqual(brief({}), [
    'ANTHROPIC_BASE_URL replace http://127.0.0.1:8081/w/my-app-1f3a9c',
    'ENABLE_TOOL_SEARCH replace true',
    'OPENAI_BASE_URL replace http://127.0.0.1:8081/w/my-app-1f3a9c/v1',
    'LUNAROUTE_OPENAI_PATH replace /w/my-app-1f3a9c/v1',
    'PATH prepend /data/terminal:',
  ]);
});

test('only the PATH is set again after shell start-up files, whose own base URLs must win', () => {
  const after = terminalVariables(options).filter(variable => variable.isAfterShellStart);
  assert.deepEqual(
    after.map(({ name }) => name),
    ['PATH'],
  );
});

test('what is to be left alone is left alone', () => {
  assert.deepEqual(brief({ setsAnthropic: false, wrapperFolder: null, label: null }), [
    'OPENAI_BASE_URL replace http://127.0.0.1:8081/v1',
  ]);
  assert.deepEqual(
    brief({ setsAnthropic: false, setsOpenai: false, wrapperFolder: null, environment: { HTTP_PROXY: 'x' } }),
    [],
  );
});

test('loopback is added to NO_PROXY only where a proxy is set, and keeps what is listed', () => {
  const noProxy = (environment: Record<string, string>, platform: NodeJS.Platform = 'linux') =>
    brief({ environment, platform }).filter(line => /no_proxy/i.test(line));
  assert.deepEqual(noProxy({ NO_PROXY: 'a.example' }), []);
  assert.deepEqual(noProxy({ https_proxy: 'http://p' }), [
    'NO_PROXY replace 127.0.0.1,localhost',
    'no_proxy replace 127.0.0.1,localhost',
  ]);
  assert.deepEqual(noProxy({ HTTP_PROXY: 'http://p', NO_PROXY: 'a.example,localhost' }), [
    'NO_PROXY append ,127.0.0.1',
    'no_proxy replace a.example,localhost,127.0.0.1,localhost',
  ]);
  assert.deepEqual(noProxy({ HTTP_PROXY: 'http://p', NO_PROXY: '*', no_proxy: '127.0.0.1 localhost' }), []);
  assert.deepEqual(noProxy({ HTTP_PROXY: 'http://p' }, 'win32'), ['NO_PROXY replace 127.0.0.1,localhost']);
});

test('a label is made of the folder name and its path, and always fits the prefix', () => {
  const paths = [
    '/home/me/My App',
    '/home/you/My App',
    '/',
    '/x/日本',
    `/y/${'long-'.repeat(30)}`,
    '/z/--Ünïcode--',
  ];
  const labels = paths.map(workspaceLabel);
  assert.match(labels[0] ?? '', /^my-app-[0-9a-f]{6}$/);
  assert.match(labels[5] ?? '', /^u-ni-code-|^unicode-|^u/);
  assert.equal(new Set(labels).size, labels.length);
  assert.deepEqual(
    labels.filter(label => !WORKSPACE_LABEL.test(label)),
    [],
  );
  assert.equal(workspaceLabel('/home/me/My App'), labels[0]);
});

test('a base URL that leads elsewhere is found, the provider itself and our own are not', () => {
  const found = (url: string, extra = {}) =>
    foreignBaseUrls({ ANTHROPIC_BASE_URL: url, ...extra }, 'environment', null).map(each => each.url);
  assert.deepEqual(found('https://llm.example.com/anthropic'), ['https://llm.example.com/anthropic']);
  assert.deepEqual(found('http://127.0.0.1:4000'), ['http://127.0.0.1:4000']);
  assert.deepEqual(found('https://api.anthropic.com'), []);
  assert.deepEqual(found('http://127.0.0.1:8081/w/my-app-1f3a9c'), []);
  assert.deepEqual(found('http://127.0.0.1:8081', { LUNAROUTE_OPENAI_PATH: '/v1' }), []);
  assert.deepEqual(found(' '), []);
});

test('both providers are looked at, and each file is named', () => {
  const variables = { ANTHROPIC_BASE_URL: 'https://a.example', OPENAI_BASE_URL: 'https://b.example/v1' };
  assert.deepEqual(foreignBaseUrls(variables, 'claudeSettings', '/f'), [
    { provider: 'anthropic', source: 'claudeSettings', url: 'https://a.example', file: '/f' },
    { provider: 'openai', source: 'claudeSettings', url: 'https://b.example/v1', file: '/f' },
  ]);
});

test("a repository's base URL, plain http and credentials are never adopted as upstream", () => {
  const can = (url: string, source: 'environment' | 'repository' = 'environment') =>
    canAdopt({ provider: 'anthropic', source, url, file: null });
  assert.deepEqual(
    [
      can('https://a.example'),
      can('http://127.0.0.1:4000'),
      can('http://a.example'),
      can('https://u:p@a.example'),
    ],
    [true, true, false, false],
  );
  assert.equal(can('https://a.example', 'repository'), false);
});

test('settings files that are damaged or of another shape set nothing', () => {
  assert.deepEqual(['{', '[]', '{"env":1}', '{"env":{"A":"b","N":1}}'].map(claudeEnvironment), [
    {},
    {},
    {},
    { A: 'b', N: 1 },
  ]);
});

test('a base URL is compared without its last slash and shown without credentials', () => {
  assert.equal(normalizeBaseUrl('https://a.example/v1//'), 'https://a.example/v1');
  assert.equal(displayUrl('https://user:secret@a.example/x?key=1'), 'https://a.example/x');
});

test('the token goes into the base URL only when the proxy listens beyond this machine', () => {
  assert.deepEqual(
    [
      proxyBase('http://127.0.0.1:1', '127.0.0.1', 'T'),
      proxyBase('http://a:1', '0.0.0.0', 'T'),
      proxyBase('http://a:1', '0.0.0.0', null),
    ],
    ['http://127.0.0.1:1', 'http://a:1/t/T', null],
  );
});
