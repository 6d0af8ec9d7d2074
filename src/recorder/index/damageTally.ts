// Counts what of a journal can't be read, and says it.
import type { DamagedLine } from '../journal/position.ts';

export class DamageTally {
  private lines = 0;
  private frames = 0;
  private frameBytes = 0;
  private firstFrameAt = 0;
  private isTableDamaged = false;

  add({ damage, at }: DamagedLine): void {
    if (damage === 'archive_table') this.isTableDamaged = true;
    else if (damage !== 'archive') this.lines += 1;
    else {
      if (this.frames === 0) this.firstFrameAt = at.offset;
      this.frames += 1;
      this.frameBytes += at.length;
    }
  }

  /** How many times something was lost: lines, and frames of an archive. */
  get count(): number {
    return this.lines + this.frames;
  }

  /** Sentences for the log; none when all is well. */
  describe(file: string): string[] {
    const told: string[] = [];
    if (this.lines > 0) told.push(`${file}: ${this.lines} damaged lines were left out.`);
    if (this.frames > 0) {
      const where = `${this.frameBytes} bytes of text in all, from offset ${this.firstFrameAt} on`;
      told.push(
        `${file}: the lines in ${this.frames} damaged frames of its archive were left out (${where}).`,
      );
    }
    if (this.isTableDamaged)
      told.push(`${file}: the seek table of its archive is damaged; its frames were found without it.`);
    return told;
  }
}
