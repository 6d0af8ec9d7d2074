// The frames of an archive, for tests that damage them or count them.
import { open } from 'node:fs/promises';
import type { ArchiveFrame } from '../../src/recorder/journal/archiveLayout.ts';
import { locateFrames } from '../../src/recorder/journal/locateFrames.ts';

export async function framesOf(archive: string): Promise<ArchiveFrame[]> {
  const handle = await open(archive);
  try {
    return (await locateFrames(handle)).frames;
  } finally {
    await handle.close();
  }
}
