// Whether things are being recorded, and why not; every change is told once.
import type { RecorderProblem, RecorderStatus } from '../protocol/workers.ts';

export class RecordingStatus {
  private isRecording: boolean;
  private writeProblem: RecorderProblem | null = null;
  private indexProblem: RecorderProblem | null = null;
  private redactionProblem: RecorderProblem | null = null;
  private rebuild: RecorderStatus['rebuild'] = null;
  private readonly onChange: (status: RecorderStatus) => void;
  private told: string;

  constructor(isRecording: boolean, onChange: (status: RecorderStatus) => void) {
    this.isRecording = isRecording;
    this.onChange = onChange;
    this.told = JSON.stringify(this.current());
  }

  get isOn(): boolean {
    return this.isRecording;
  }

  current(): RecorderStatus {
    const { writeProblem, rebuild } = this;
    const recording = !this.isRecording ? 'paused' : writeProblem === null ? 'on' : 'failed';
    return { recording, problem: writeProblem ?? this.redactionProblem ?? this.indexProblem, rebuild };
  }

  setRecording(isRecording: boolean): void {
    this.isRecording = isRecording;
    this.tell();
  }

  /** Nothing can be written; null when it can again. */
  setWriteProblem(problem: RecorderProblem | null): void {
    this.writeProblem = problem;
    this.tell();
  }

  /** Recording goes on, but not everything else does. */
  setIndexProblem(problem: RecorderProblem | null): void {
    this.indexProblem = problem;
    this.tell();
  }

  /** Something is not redacted as the settings say. */
  setRedactionProblem(problem: RecorderProblem | null): void {
    this.redactionProblem = problem;
    this.tell();
  }

  setRebuild(rebuild: RecorderStatus['rebuild']): void {
    this.rebuild = rebuild;
    this.tell();
  }

  private tell(): void {
    const status = this.current();
    const text = JSON.stringify(status);
    if (text === this.told) return;
    this.told = text;
    this.onChange(status);
  }
}
