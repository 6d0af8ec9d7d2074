// Settings from `LUNAROUTE_*` variables: `upstream.anthropic` is LUNAROUTE_UPSTREAM_ANTHROPIC.
import { LunaRouteError } from '../../protocol/errors.ts';
import { DEFAULT_SETTINGS, type SettingKey } from '../../protocol/settings.ts';
import { isRecord, parseJson } from '../dialects/json.ts';
import { SETTING_KEYS, type SettingsLayer } from './settingsLayers.ts';

const PREFIX = 'LUNAROUTE_';

/** `record.maxBodyMegabytes` → `LUNAROUTE_RECORD_MAX_BODY_MEGABYTES`. */
export function environmentName(key: SettingKey): string {
  return (
    PREFIX +
    key
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replaceAll('.', '_')
      .toUpperCase()
  );
}

const KEY_BY_NAME = new Map(SETTING_KEYS.map(key => [environmentName(key), key]));

/**
 * The settings that the environment holds; numbers and flags are read, lists are split at commas, objects and patterns are JSON.
 * @throws LunaRouteError `setting_unknown` for a `LUNAROUTE_*` variable that is no setting,
 * `setting_invalid` for one that can't be read
 */
export function settingsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): SettingsLayer {
  const values: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(environment)) {
    if (text === undefined || !name.startsWith(PREFIX)) continue;
    const key = KEY_BY_NAME.get(name);
    if (key === undefined)
      throw new LunaRouteError(
        'setting_unknown',
        `${name} is set in the environment, but no such setting exists.`,
      );
    values[key] = readText(name, key, text);
  }
  return { source: 'the environment', values };
}

function readText(name: string, key: SettingKey, text: string): unknown {
  const example = DEFAULT_SETTINGS[key];
  if (key === 'redaction.customPatterns') {
    const value = parseJson(text);
    if (Array.isArray(value)) return value;
    throw new LunaRouteError('setting_invalid', `${name} must be a JSON array.`);
  }
  if (Array.isArray(example))
    return text
      .split(',')
      .map(item => item.trim())
      .filter(item => item !== '');
  if (typeof example === 'boolean') {
    if (text === 'true' || text === '1') return true;
    if (text === 'false' || text === '0') return false;
    throw new LunaRouteError('setting_invalid', `${name} must be true or false.`);
  }
  if (typeof example === 'number') {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    throw new LunaRouteError('setting_invalid', `${name} must be a number.`);
  }
  if (typeof example === 'object') {
    const value = parseJson(text);
    if (isRecord(value)) return value;
    throw new LunaRouteError('setting_invalid', `${name} must be a JSON object.`);
  }
  return text;
}
