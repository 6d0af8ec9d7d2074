// Reads which modules a source file names, types included: a bundler's metafile leaves type imports out.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_ROOT } from './project.ts';

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  path: string;
  lineCount: number;
  /** Module names as written; relative ones from the project's root. */
  imports: string[];
}

const IMPORT = /(?:^|[;}\s])(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|\bimport\s*\(?\s*'([^']+)'/g;

/** All TypeScript files below the given folders of the project. */
export async function readSources(...folders: string[]): Promise<SourceFile[]> {
  const lists = folders.map(async folder => {
    const files = await readdir(path.join(PROJECT_ROOT, folder), { recursive: true });
    return files.filter(file => /\.tsx?$/.test(file)).map(file => toPosix(path.join(folder, file)));
  });
  return Promise.all((await Promise.all(lists)).flat().sort().map(readSource));
}

async function readSource(file: string): Promise<SourceFile> {
  const text = await readFile(path.join(PROJECT_ROOT, file), 'utf8');
  const imports = importsOf(text).map(name =>
    name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name,
  );
  return { path: file, lineCount: text.split('\n').length - 1, imports };
}

/** The module names in a source text, in order. */
export function importsOf(text: string): string[] {
  const names = [...text.matchAll(IMPORT)].map(match => match[1] ?? match[2]);
  return names.filter(name => name !== undefined);
}

function toPosix(file: string): string {
  return file.split(path.sep).join('/');
}
