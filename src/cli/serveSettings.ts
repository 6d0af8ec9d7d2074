// The settings of `lunaroute serve`: configuration file, then environment, then options.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseConfigText } from '../core/config/configText.ts';
import { settingsFromEnvironment } from '../core/config/environmentSettings.ts';
import { mergeSettings, type SettingsLayer } from '../core/config/settingsLayers.ts';
import { errorCode, LunaRouteError } from '../protocol/errors.ts';
import type { SettingKey, Settings } from '../protocol/settings.ts';
import { readNumber } from './readNumber.ts';

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

const KEY_BY_OPTION = {
  host: 'host',
  data: 'dataFolder',
  'anthropic-url': 'upstream.anthropic',
  'openai-url': 'upstream.openai',
  'chatgpt-url': 'upstream.chatgpt',
} as const satisfies Record<string, SettingKey>;

/**
 * Null when only help was asked for.
 * @throws an error that `exitCodeOf` takes for the user's, naming option, file, variable or key
 */
export async function readServeSettings(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Settings | null> {
  const { values } = parseArgs({
    args,
    options: {
      ...{ port: TEXT, host: TEXT, data: TEXT, config: TEXT },
      ...{ 'anthropic-url': TEXT, 'openai-url': TEXT, 'chatgpt-url': TEXT },
      ...{ 'no-record': FLAG, 'log-requests': FLAG, help: FLAG },
    },
  });
  if (values.help) return null;
  const layers: SettingsLayer[] = [];
  if (values.config !== undefined) layers.push(await readConfigFile(values.config, environment));
  layers.push(settingsFromEnvironment(environment));
  const option = (name: string, key: SettingKey, value: unknown) =>
    layers.push({ source: `--${name}`, values: { [key]: value } });
  if (values.port !== undefined) option('port', 'port', readNumber('--port', values.port));
  for (const [name, key] of Object.entries(KEY_BY_OPTION)) {
    const value = values[name as keyof typeof KEY_BY_OPTION];
    if (value !== undefined) option(name, key, value);
  }
  if (values['no-record']) option('no-record', 'record.enabled', false);
  if (values['log-requests']) option('log-requests', 'logRequests', true);
  return mergeSettings(layers);
}

async function readConfigFile(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<SettingsLayer> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const message = `The configuration file ${file} can't be read (${errorCode(error)}).`;
    throw new LunaRouteError('config_missing', message, { cause: error });
  }
  return parseConfigText(file, text, environment);
}
