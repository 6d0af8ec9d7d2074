// Waits until the owner that a process attached to listens.
import type { ServiceParticipant, ServiceSnapshot } from './serviceTypes.ts';

/** Resolves when there is an address, or an error to show instead, or after `limitMs`. */
export async function untilListening(
  participant: Pick<ServiceParticipant, 'snapshot' | 'onChange'>,
  limitMs: number,
): Promise<void> {
  const isSettled = ({ url, state }: ServiceSnapshot) => url !== null || state === 'error';
  if (isSettled(participant.snapshot)) return;
  await new Promise<void>(resolve => {
    const timer = setTimeout(finish, limitMs);
    const unsubscribe = participant.onChange(snapshot => isSettled(snapshot) && finish());
    function finish() {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    }
  });
}
