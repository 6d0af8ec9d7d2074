// Reads the text of a configuration file: JSON or YAML, dotted or nested keys, `${VARIABLE}` in texts.
import { parse } from 'yaml';
import { errorMessage, LunaRouteError } from '../../protocol/errors.ts';
import { isSettingKey, type SettingsLayer } from './settingsLayers.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * The settings a file holds, keys not checked yet (see `mergeSettings`). JSON is read as the YAML it is.
 * @param source name of the file for messages
 * @throws LunaRouteError `config_invalid` or `variable_unset`
 */
export function parseConfigText(source: string, text: string, environment: Environment): SettingsLayer {
  const root = parseText(source, text) ?? {};
  if (!isPlainObject(root))
    throw new LunaRouteError('config_invalid', `${source}: must hold settings by name, as in "port: 8081".`);
  const values: Record<string, unknown> = {};
  for (const [key, value] of flatten(root, '')) {
    if (Object.hasOwn(values, key))
      throw new LunaRouteError('config_invalid', `${source}: "${key}" is set twice.`);
    values[key] = expand(source, key, value, environment);
  }
  return { source, values };
}

function parseText(source: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const [firstLine] = errorMessage(error).split('\n');
    throw new LunaRouteError('config_invalid', `${source}: ${firstLine}`, { cause: error });
  }
}

function* flatten(node: Record<string, unknown>, prefix: string): Generator<[string, unknown]> {
  for (const [name, value] of Object.entries(node)) {
    const key = prefix + name;
    if (isPlainObject(value) && !isSettingKey(key)) yield* flatten(value, `${key}.`);
    else yield [key, value];
  }
}

function expand(source: string, key: string, value: unknown, environment: Environment): unknown {
  if (Array.isArray(value)) return value.map(item => expand(source, key, item, environment));
  if (typeof value !== 'string') return value;
  return value.replace(VARIABLE, (_match, name: string) => {
    const replacement = environment[name];
    if (replacement === undefined)
      throw new LunaRouteError(
        'variable_unset',
        `${source}: "${key}" needs the environment variable ${name}, which is not set.`,
      );
    return replacement;
  });
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
