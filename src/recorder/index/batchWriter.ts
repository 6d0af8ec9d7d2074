// Writes a batch of events into the rows in one transaction, or event by event when one of them is not understood.
import { errorMessage } from '../../protocol/errors.ts';
import type { LogLevel } from '../../protocol/workers.ts';
import type { PlacedEvent } from '../journal/position.ts';
import type { JournalPositions } from './journalPositions.ts';
import type { RollUps } from './rollUps.ts';
import type { RowWriter } from './rowWriter.ts';
import type { SqlDatabase } from './sqlEngine.ts';

export interface BatchWriterOptions {
  database: SqlDatabase;
  rollUps: RollUps;
  rows: RowWriter;
  positions: JournalPositions;
  log(level: LogLevel, message: string): void;
}

export class BatchWriter {
  private readonly options: BatchWriterOptions;

  constructor(options: BatchWriterOptions) {
    this.options = options;
  }

  /** @param reached how far each journal is indexed then */
  write(events: readonly PlacedEvent[], reached: ReadonlyMap<string, number>): void {
    try {
      this.writeRows(events, reached);
    } catch (error) {
      this.options.log('debug', `A batch is indexed one by one: ${errorMessage(error)}`);
      for (const event of events) this.writeAlone(event);
    }
    for (const [file, bytes] of reached) this.options.positions.remember(file, bytes);
  }

  /** Notes that a journal was read up to here, although nothing readable stands there. */
  skipTo(file: string, bytes: number): void {
    const { database, positions } = this.options;
    if (positions.get(file) >= bytes) return;
    database.transaction(() => positions.write(file, bytes));
    positions.remember(file, bytes);
  }

  /** One event that can't be understood must not keep its neighbours, or what follows, out of the index. */
  private writeAlone(placed: PlacedEvent): void {
    const { file, offset, length } = placed.at;
    try {
      this.writeRows([placed], new Map([[file, offset + length + 1]]));
    } catch (error) {
      this.options.log('error', `${file} at ${offset} is not in the index: ${errorMessage(error)}`);
      this.skipTo(file, offset + length + 1);
    }
  }

  private writeRows(events: readonly PlacedEvent[], reached: ReadonlyMap<string, number>): void {
    const { rollUps, rows, positions } = this.options;
    try {
      rollUps.transaction(() => {
        for (const event of events) rows.write(event);
        for (const [file, bytes] of reached) positions.write(file, bytes);
      });
    } catch (error) {
      rows.forgetSessions();
      throw error;
    }
  }
}
