// Reads the editor's settings through the schema: a wrong value costs that one setting its value, no more.
import { checkSetting, SETTING_KEYS } from '../core/config/settingsLayers.ts';
import { errorMessage } from '../protocol/errors.ts';
import { DEFAULT_SETTINGS, type SettingKey, type Settings } from '../protocol/settings.ts';

export interface SettingProblem {
  key: SettingKey;
  /** One sentence that names the setting and says what it must be. */
  message: string;
}

export interface ReadSettings {
  settings: Settings;
  problems: SettingProblem[];
}

/** @param read the value a person set for a key, or undefined, e.g. from `WorkspaceConfiguration.get` */
export function readSettings(read: (key: SettingKey) => unknown): ReadSettings {
  const settings: Record<string, unknown> = { ...DEFAULT_SETTINGS };
  const problems: SettingProblem[] = [];
  for (const key of SETTING_KEYS) {
    const value = read(key);
    if (value === undefined) continue;
    try {
      settings[key] = checkSetting('settings.json', `${key}`, value);
    } catch (error) {
      problems.push({ key, message: errorMessage(error) });
    }
  }
  return { settings: settings as Settings, problems };
}

/** Keys whose values differ. */
export function changedSettings(before: Settings, after: Settings): SettingKey[] {
  return SETTING_KEYS.filter(key => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
