// Tells several observers of exchanges as if they were one.
import type { ExchangeObserver } from './observer.ts';

/** @param onError told when one throws: neither the others nor the record suffer from it */
export function observeAll(
  observers: readonly ExchangeObserver[],
  onError: (what: string, error: unknown) => void,
): ExchangeObserver {
  const tell = (call: (observer: ExchangeObserver) => void): void => {
    for (const observer of observers) {
      try {
        call(observer);
      } catch (error) {
        onError('counting an exchange', error);
      }
    }
  };
  return {
    started: exchange => tell(observer => observer.started(exchange)),
    understood: exchange => tell(observer => observer.understood(exchange)),
    ended: exchange => tell(observer => observer.ended(exchange)),
    dropped: requestId => tell(observer => observer.dropped(requestId)),
  };
}
