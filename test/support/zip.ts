// Reads zip archives such as VSIX packages: lists what is inside and unpacks it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With forward slashes, e.g. `extension/package.json`. */
  name: string;
  /** Bytes of the file itself. */
  size: number;
  /** Permissions, e.g. 0o755; 0 where the archive has none. */
  mode: number;
  read(): Buffer;
}

// APPNOTE.TXT 4.3.16, 4.3.12 and 4.3.7.
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_LENGTH = 22;
const DIRECTORY_ENTRY_LENGTH = 46;
const LOCAL_HEADER_LENGTH = 30;
const DEFLATED = 8;

/** The files of an archive without encryption, zip64 or a comment at its end, as vsce writes them. */
export async function readZip(file: string): Promise<ZipEntry[]> {
  const bytes = await readFile(file);
  const end = bytes.length - END_LENGTH;
  if (end < 0 || bytes.readUInt32LE(end) !== END_OF_DIRECTORY)
    throw new Error(`${file} is not a plain zip archive`);
  const count = bytes.readUInt16LE(end + 10);
  let offset = bytes.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt32LE(offset) !== DIRECTORY_ENTRY)
      throw new Error(`The directory of ${file} is damaged`);
    const nameLength = bytes.readUInt16LE(offset + 28);
    const nameStart = offset + DIRECTORY_ENTRY_LENGTH;
    const name = bytes.toString('utf8', nameStart, nameStart + nameLength);
    if (!name.endsWith('/')) entries.push(toEntry(bytes, offset, name));
    offset = nameStart + nameLength + bytes.readUInt16LE(offset + 30) + bytes.readUInt16LE(offset + 32);
  }
  return entries;
}

function toEntry(bytes: Buffer, offset: number, name: string): ZipEntry {
  const method = bytes.readUInt16LE(offset + 10);
  const packedSize = bytes.readUInt32LE(offset + 20);
  const size = bytes.readUInt32LE(offset + 24);
  const mode = (bytes.readUInt32LE(offset + 38) >>> 16) & 0o777;
  const header = bytes.readUInt32LE(offset + 42);
  const read = () => {
    const start =
      header + LOCAL_HEADER_LENGTH + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    const packed = bytes.subarray(start, start + packedSize);
    return method === DEFLATED ? inflateRawSync(packed) : packed;
  };
  return { name, size, mode, read };
}

/** Writes the files below `prefix` to `folder`, without the prefix. */
export async function unpackZip(file: string, prefix: string, folder: string): Promise<void> {
  for (const entry of await readZip(file)) {
    if (!entry.name.startsWith(prefix)) continue;
    const target = path.join(folder, entry.name.slice(prefix.length));
    if (!target.startsWith(folder + path.sep)) throw new Error(`${entry.name} points outside of its archive`);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, entry.read(), { mode: entry.mode || 0o644 });
  }
}
