// Settings from files, environment and flags: merging, checking, and errors that name the culprit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfigText } from '../../src/core/config/configText.ts';
import { environmentName, settingsFromEnvironment } from '../../src/core/config/environmentSettings.ts';
import { networkFromEnvironment } from '../../src/core/config/networkEnvironment.ts';
import { mergeSettings, SETTING_KEYS } from '../../src/core/config/settingsLayers.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings.ts';

test('later layers win over earlier ones and over the defaults', () => {
  const settings = mergeSettings([
    { source: 'file', values: { port: 1, 'record.enabled': false } },
    { source: 'flags', values: { port: 2 } },
  ]);
  assert.deepEqual(settings, { ...DEFAULT_SETTINGS, port: 2, 'record.enabled': false });
});

test('an unknown key is an error that names source and key', () => {
  assert.throws(() => mergeSettings([{ source: 'my.yaml', values: { prot: 1 } }]), {
    code: 'setting_unknown',
    message: 'my.yaml: there is no setting "prot".',
  });
});

for (const [values, message] of [
  [{ port: '8081' }, 'f: "port" must be a number.'],
  [{ port: 70_000 }, 'f: "port" must be at most 65535.'],
  [{ host: '' }, 'f: "host" must not be empty.'],
  [{ autoStart: 'maybe' }, 'f: "autoStart" must be one of asLeft, always, never.'],
  [{ allowedHosts: ['a', 1] }, 'f: "allowedHosts" [1] must be a string.'],
  [
    { 'upstream.openai': 'http://example.com' },
    'f: "upstream.openai" must be an https:// URL (http:// only for this machine) without credentials, query or fragment.',
  ],
] as const)
  test(`says what is wrong with ${JSON.stringify(values)}`, () => {
    assert.throws(() => mergeSettings([{ source: 'f', values }]), { code: 'setting_invalid', message });
  });

test('a file may nest its keys or dot them, in YAML and in JSON', () => {
  const yaml = 'port: 9000\nupstream:\n  anthropic: http://127.0.0.1:1\nrecord.enabled: false\n';
  const json = '{"port":9000,"upstream":{"anthropic":"http://127.0.0.1:1"},"record.enabled":false}';
  const values = { port: 9000, 'upstream.anthropic': 'http://127.0.0.1:1', 'record.enabled': false };
  assert.deepEqual(parseConfigText('f', yaml, {}).values, values);
  assert.deepEqual(parseConfigText('f', json, {}).values, values);
});

test('an empty file sets nothing', () => {
  assert.deepEqual(parseConfigText('f', '# nothing yet\n', {}).values, {});
});

test('variables are put into texts and lists', () => {
  const layer = parseConfigText('f', `dataFolder: "\${HOME}/l"\nallowedHosts: ["\${NAME}.local"]`, {
    HOME: '/h',
    NAME: 'box',
  });
  assert.deepEqual(layer.values, { dataFolder: '/h/l', allowedHosts: ['box.local'] });
});

test('an unset variable is an error that names it', () => {
  assert.throws(() => parseConfigText('f.yaml', `dataFolder: "\${NOPE}/l"`, {}), {
    code: 'variable_unset',
    message: 'f.yaml: "dataFolder" needs the environment variable NOPE, which is not set.',
  });
});

test('broken syntax, a list, and a key set twice are errors', () => {
  assert.throws(() => parseConfigText('f', '{"port": 1', {}), { code: 'config_invalid' });
  assert.throws(() => parseConfigText('f', '- 1', {}), { code: 'config_invalid' });
  assert.throws(() => parseConfigText('f', 'record.enabled: true\nrecord: {enabled: false}', {}), {
    code: 'config_invalid',
    message: 'f: "record.enabled" is set twice.',
  });
});

test('every setting has its own environment variable', () => {
  assert.equal(environmentName('record.maxBodyMegabytes'), 'LUNAROUTE_RECORD_MAX_BODY_MEGABYTES');
  assert.equal(environmentName('ipv6Loopback'), 'LUNAROUTE_IPV6_LOOPBACK');
  assert.equal(new Set(SETTING_KEYS.map(environmentName)).size, SETTING_KEYS.length);
});

test('environment texts are read as the setting is', () => {
  const { values } = settingsFromEnvironment({
    PATH: '/bin',
    LUNAROUTE_PORT: '0',
    LUNAROUTE_RECORD_ENABLED: 'false',
    LUNAROUTE_ALLOWED_HOSTS: 'a.local, b.local,',
    LUNAROUTE_DATA_FOLDER: '/d',
    LUNAROUTE_PRICES: '{"my-*":{"input":1,"output":2}}',
  });
  assert.deepEqual(values, {
    port: 0,
    'record.enabled': false,
    allowedHosts: ['a.local', 'b.local'],
    dataFolder: '/d',
    prices: { 'my-*': { input: 1, output: 2 } },
  });
});

test('prices that say too little or too much are errors that name the model', () => {
  const check = (prices: unknown) => () => mergeSettings([{ source: 'f', values: { prices } }]);
  assert.throws(check({ 'my-*': { input: 1 } }), /f: "prices" \[my-\*\.output\] must be a number/);
  assert.throws(check({ x: { input: 1, output: -1 } }), /\[x\.output\] must be at least 0/);
  assert.throws(check({ x: { input: 1, output: 1, cached: 1 } }), /\[x\] must not have cached/);
});

test('a LUNAROUTE_ variable that is no setting, or not readable, is an error that names it', () => {
  assert.throws(() => settingsFromEnvironment({ LUNAROUTE_PROT: '1' }), /LUNAROUTE_PROT/);
  assert.throws(() => settingsFromEnvironment({ LUNAROUTE_PORT: 'x' }), /LUNAROUTE_PORT must be a number/);
  assert.throws(() => settingsFromEnvironment({ LUNAROUTE_OPEN_METRICS: 'si' }), /true or false/);
});

test('proxy variables: lower case wins, ALL_PROXY stands in, NO_PROXY splits and always holds this machine', () => {
  const network = networkFromEnvironment({
    HTTPS_PROXY: 'http://upper:1',
    https_proxy: 'http://lower:1',
    ALL_PROXY: 'http://all:1',
    NO_PROXY: 'localhost, .corp 10.0.0.0/8',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
  });
  assert.deepEqual(network, {
    httpProxy: 'http://all:1',
    httpsProxy: 'http://lower:1',
    noProxy: ['localhost', '.corp', '10.0.0.0/8', '127.0.0.1', '::1'],
    isStrictTls: false,
    extraCertificates: [],
  });
});
