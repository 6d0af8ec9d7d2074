// Which setting an error is about: the place where a person can mend it. Pure.
import type { SettingKey } from '../protocol/settings.ts';
import { SETTINGS_SECTION } from './ids.ts';

const SETTINGS: Readonly<Record<string, SettingKey>> = {
  data_folder_unusable: 'dataFolder',
  data_folder_unsafe: 'dataFolder',
  port_taken: 'port',
};

/** Full id, or null when no setting is to blame. */
export function settingOfError(code: string): string | null {
  const key = SETTINGS[code];
  return key === undefined ? null : `${SETTINGS_SECTION}.${key}`;
}
