// The label by which a folder's traffic is told apart: readable, short, and the same for the same path.
import { createHash } from 'node:crypto';
import path from 'node:path';

const MAX_SLUG = 40;

/** `my-app-1f3a9c` of `/home/me/My App`: matches `WORKSPACE_LABEL`. */
export function workspaceLabel(folderPath: string): string {
  const hash = createHash('sha256').update(folderPath).digest('hex').slice(0, 6);
  const slug = path
    .basename(folderPath)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? hash : `${slug}-${hash}`;
}

/** `my-app` of `my-app-1f3a9c`: what a person calls the folder. */
export function workspaceName(label: string): string {
  return label.replace(/(?<=.)-[0-9a-f]{6}$/, '');
}
