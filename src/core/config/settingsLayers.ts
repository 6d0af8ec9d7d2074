// Merges settings from several places into one checked whole; every error names its place and key.
import * as z from 'zod/mini';
import { LunaRouteError } from '../../protocol/errors.ts';
import { DEFAULT_SETTINGS, type SettingKey, type Settings, settingsSchema } from '../../protocol/settings.ts';

/** Some settings and where they come from, e.g. `settings.yaml` or `the command line`. */
export interface SettingsLayer {
  source: string;
  /** By dotted key. */
  values: Readonly<Record<string, unknown>>;
}

export const SETTING_KEYS = Object.keys(settingsSchema.shape) as SettingKey[];

/**
 * Later layers win over earlier ones, all over the defaults.
 * @throws LunaRouteError `setting_unknown` or `setting_invalid`, naming source and key
 */
export function mergeSettings(layers: readonly SettingsLayer[]): Settings {
  const merged: Record<string, unknown> = { ...DEFAULT_SETTINGS };
  for (const { source, values } of layers)
    for (const [key, value] of Object.entries(values)) merged[key] = checkSetting(source, key, value);
  return merged as Settings;
}

/** Gives the value as the schema reads it. */
export function checkSetting(source: string, key: string, value: unknown): unknown {
  if (!isSettingKey(key))
    throw new LunaRouteError('setting_unknown', `${source}: there is no setting "${key}".`);
  const result = z.safeParse(settingsSchema.shape[key], value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const reason = issue === undefined ? 'is not valid' : describeIssue(issue);
  throw new LunaRouteError('setting_invalid', `${source}: "${key}" ${reason}.`);
}

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingsSchema.shape, key);
}

/** zod/mini brings no texts of its own (they would be most of its size). */
function describeIssue(issue: z.core.$ZodIssue): string {
  const at = issue.path.length === 0 ? '' : `[${issue.path.join('.')}] `;
  switch (issue.code) {
    case 'invalid_type':
      return `${at}must be a${/^[aeio]/.test(issue.expected) ? 'n' : ''} ${issue.expected}`;
    case 'invalid_value':
      return `${at}must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' ? `${at}must not be empty` : `${at}must be at least ${issue.minimum}`;
    case 'too_big':
      return `${at}must be at most ${issue.maximum}`;
    case 'unrecognized_keys':
      return `${at}must not have ${issue.keys.join(', ')}`;
    default:
      return `${at}${issue.message}`;
  }
}
