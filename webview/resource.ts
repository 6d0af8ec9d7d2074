// Hooks that read from the API: one answer, kept while a newer one to the same question is on its way.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Host } from './host.ts';
import { useLive, useServices } from './services.ts';

export interface Resource<T> {
  /** Null until the first answer to this question. */
  data: T | null;
  /** The last attempt failed. */
  error: unknown;
  isLoading: boolean;
  retry: () => void;
}

/**
 * Asks `read`, again whenever `revision` changes. `key` names the question: another one clears the data, another
 * revision replaces it when the answer is there. `read` is taken anew for each question.
 */
export function useQuery<T>(
  key: string,
  read: (host: Host, signal: AbortSignal) => Promise<T>,
  revision: number,
): Resource<T> {
  const { host } = useServices();
  const [attempt, setAttempt] = useState(0);
  const [answer, setAnswer] = useState<{ key: string; data: T | null; error: unknown } | null>(null);
  const [isLoading, setLoading] = useState(true);
  // A slow answer is not overtaken by the next revision, or fast changes would never let one through.
  const started = useRef(revision);
  const wanted = isLoading ? started.current : revision;
  // An attempt is a reason to ask again.
  useEffect(() => {
    const abort = new AbortController();
    started.current = wanted;
    setLoading(true);
    read(host, abort.signal).then(
      data => {
        if (abort.signal.aborted) return;
        setAnswer({ key, data, error: null });
        setLoading(false);
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setAnswer(old => ({ key, data: old?.key === key ? old.data : null, error }));
        setLoading(false);
      },
    );
    return () => abort.abort();
  }, [host, key, wanted, attempt]);
  const current = answer?.key === key ? answer : null;
  return {
    data: current?.data ?? null,
    error: current?.error ?? null,
    isLoading: isLoading || current === null,
    retry: () => setAttempt(count => count + 1),
  };
}

/** Reads one API path. */
export function useResource<T>(target: string, revision: number): Resource<T> {
  return useQuery<T>(target, (host, signal) => host.get<T>(target, signal), revision);
}

/** Follows `value`, at most once in `intervalMs`, and always reaches the last one. */
export function useThrottled<T>(value: T, intervalMs: number): T {
  const [shown, setShown] = useState(value);
  const changedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const waitMs = Math.max(0, changedAt.current + intervalMs - performance.now());
    const timer = setTimeout(() => {
      changedAt.current = performance.now();
      setShown(() => value);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [value, intervalMs]);
  return shown;
}

/** The index's revision, at most once in `intervalMs`: what views that follow live traffic read by. */
export function useRevision(intervalMs = 1000): number {
  return useThrottled(useLive()?.revision ?? 0, intervalMs);
}
