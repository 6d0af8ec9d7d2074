// Finds the LunaRoute that runs on a data folder.
import { errorCode, LunaRouteError } from '../protocol/errors.ts';
import { ApiClient } from '../service/apiClient.ts';
import { findOwner } from '../service/findOwner.ts';
import type { CliContext } from './cliContext.ts';
import { resolveDataFolder } from './dataFolder.ts';

/**
 * A client of the running LunaRoute, for as long as `use` takes.
 * @param data folder as the user wrote it; else `LUNAROUTE_DATA_FOLDER`, else the default one
 */
export async function withService<T>(
  data: string | undefined,
  { environment, version }: CliContext,
  use: (api: ApiClient) => Promise<T>,
): Promise<T> {
  const dataFolder = resolveDataFolder(data ?? environment.LUNAROUTE_DATA_FOLDER ?? '', environment);
  const owner = await findOwner(dataFolder, version).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (owner === null) {
    const advice = 'Start it with "lunaroute serve", or name another data folder with --data.';
    throw new LunaRouteError('not_running', `No LunaRoute is running on ${dataFolder}. ${advice}`);
  }
  const api = new ApiClient(() => owner);
  try {
    return await use(api);
  } finally {
    api.dispose();
  }
}
