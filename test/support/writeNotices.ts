// Writes THIRD_PARTY_NOTICES.md for what is in the bundles now: `npm run notices`.
import { writeFile } from 'node:fs/promises';
import { NOTICES_FILE, renderNotices } from './notices.ts';

await writeFile(NOTICES_FILE, await renderNotices());
