// Installs the `codex` wrapper into a folder for the terminals' PATH, and tells it whether the proxy runs.
import fs from 'node:fs/promises';
import path from 'node:path';

/** In the order process id, address, one a line. The scripts believe it only while that process lives. */
const LISTENING_FILE = 'listening';

const SCRIPTS: readonly string[] = ['codex', 'codex.cmd', 'codex.ps1'];

export class CodexWrapper {
  /** What goes first on PATH. */
  readonly folder: string;
  readonly #sourceFolder: string;
  #queue: Promise<void> = Promise.resolve();
  #written: string | null = null;

  /** @param sourceFolder `media/terminal` of the extension, @param folder where terminals find the scripts */
  constructor(sourceFolder: string, folder: string) {
    this.#sourceFolder = sourceFolder;
    this.folder = folder;
  }

  /** Copies the scripts; all windows may do so at once. */
  async install(): Promise<void> {
    await fs.mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const name of SCRIPTS) {
      const text = await fs.readFile(path.join(this.#sourceFolder, name), 'utf8');
      // cmd.exe loses its way in scripts with bare line feeds.
      await this.#replace(name, name === 'codex' ? text : text.replace(/\r?\n/g, '\r\n'), 0o700);
    }
  }

  /** Codex goes through the proxy from now on. @param ownerPid process that holds the port */
  listening(ownerPid: number, url: string): Promise<void> {
    return this.#write(`${ownerPid}\n${url}\n`);
  }

  /** Codex goes its own way from now on. */
  stopped(): Promise<void> {
    return this.#write(null);
  }

  #write(text: string | null): Promise<void> {
    if (this.#written === text && text !== null) return this.#queue;
    this.#written = text;
    const write = () =>
      text === null
        ? fs.rm(path.join(this.folder, LISTENING_FILE), { force: true })
        : this.#replace(LISTENING_FILE, text, 0o600);
    this.#queue = this.#queue.then(write, write);
    return this.#queue;
  }

  async #replace(name: string, text: string, mode: number): Promise<void> {
    const temporary = path.join(this.folder, `${name}.${process.pid}.tmp`);
    await fs.writeFile(temporary, text, { mode });
    await fs.rename(temporary, path.join(this.folder, name));
  }
}
