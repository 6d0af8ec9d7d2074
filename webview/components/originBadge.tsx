// Says of a session that nobody worked it here: a demo, or brought from elsewhere.
import type { Origin } from '../../src/protocol/wire.ts';
import { type StringKey, t } from '../strings.ts';

const WORDS: Readonly<Record<Exclude<Origin, 'recorded'>, { label: StringKey; hint: StringKey }>> = {
  demo: { label: 'origin.demo', hint: 'origin.demoHint' },
  imported: { label: 'origin.imported', hint: 'origin.importedHint' },
};

export function OriginBadge({ origin }: { origin: Origin }) {
  if (origin === 'recorded') return null;
  const { label, hint } = WORDS[origin];
  return (
    <span class="origin-badge" title={t(hint)}>
      {t(label)}
    </span>
  );
}
