// Where an owner's lock listens: a socket beside the data, a short path elsewhere, or a named pipe.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with its end. */
const LONGEST_SOCKET_PATH = 100;
const SHORT_FOLDER_PREFIX = 'lr-';

export interface LockAddress {
  address: string;
  /** Removes what was made for it. */
  remove(): Promise<void>;
}

/** A new address that nobody listens on. The folder of a socket is open to this user only. */
export async function createLockAddress(dataFolder: string): Promise<LockAddress> {
  const name = randomBytes(8).toString('hex');
  if (process.platform === 'win32')
    return { address: `\\\\.\\pipe\\lunaroute-${name}`, remove: () => Promise.resolve() };
  const beside = path.join(dataFolder, `${name}.sock`);
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET_PATH)
    return { address: beside, remove: () => fs.rm(beside, { force: true }) };
  const folder = await fs.mkdtemp(path.join(shortTemporaryFolder(), SHORT_FOLDER_PREFIX));
  return {
    address: path.join(folder, 's'),
    remove: () => fs.rm(folder, { recursive: true, force: true }),
  };
}

/** Removes the socket that a killed owner left. */
export async function removeDeadAddress(address: string): Promise<void> {
  if (process.platform === 'win32') return;
  await fs.rm(address, { force: true });
  const folder = path.dirname(address);
  if (!path.basename(folder).startsWith(SHORT_FOLDER_PREFIX)) return;
  // Only ever empty: the folder was made for this socket. Whoever else cleans up at the same time may win.
  await fs.rmdir(folder).catch(() => undefined);
}

function shortTemporaryFolder(): string {
  const folder = os.tmpdir();
  return Buffer.byteLength(folder) + '/lr-XXXXXX/s'.length <= LONGEST_SOCKET_PATH ? folder : '/tmp';
}
