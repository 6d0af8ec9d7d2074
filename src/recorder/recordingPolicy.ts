// Whether a request is recorded: by what held when it began, however late it is looked at.

/** Times between which something was not to be recorded; `to` is null while that lasts. */
interface Span {
  from: number;
  to: number | null;
}

const KEPT_SPANS = 256;

export class RecordingPolicy {
  private readonly now: () => number;
  private readonly isOn: () => boolean;
  private pauses: Span[] = [];
  private readonly exclusions = new Map<string, Span[]>();

  /** @param isOn false while paused, and by setting; @param now on the clock of captured exchanges */
  constructor(isOn: () => boolean, now: () => number) {
    this.isOn = isOn;
    this.now = now;
    if (!isOn()) this.pauses.push({ from: Number.NEGATIVE_INFINITY, to: null });
  }

  /** To be told after each change of `isOn`. */
  switched(): void {
    this.pauses = switchedTo(this.pauses, !this.isOn(), this.now());
  }

  /** Labels of workspaces that are not recorded from now on; those left out are again. */
  setExcluded(labels: readonly string[], at = this.now()): void {
    const wanted = new Set(labels);
    for (const label of new Set([...wanted, ...this.exclusions.keys()]))
      this.exclusions.set(label, switchedTo(this.exclusions.get(label) ?? [], wanted.has(label), at));
  }

  /** @param at when the request began */
  isRecorded(workspace: string | null, at: number): boolean {
    if (!this.isOn() || isWithin(this.pauses, at)) return false;
    return !isWithin(this.exclusions.get(workspace ?? '') ?? [], at);
  }
}

function switchedTo(spans: readonly Span[], isOff: boolean, at: number): Span[] {
  const last = spans.at(-1);
  const isOpen = last !== undefined && last.to === null;
  if (isOff === isOpen) return [...spans];
  if (isOff) return [...spans.slice(1 - KEPT_SPANS), { from: at, to: null }];
  return spans.map(span => (span === last ? { ...span, to: at } : span));
}

/** What is excluded now stays out even if it began before: whoever excludes something wants nothing more of it. */
function isWithin(spans: readonly Span[], at: number): boolean {
  return spans.some(({ from, to }) => to === null || (at >= from && at <= to));
}
