// A thin bar of a request's tokens by kind; the tooltip says the same in words.
import { formatExactCount } from '../../src/protocol/format.ts';
import type { TokenFields } from '../../src/protocol/usage.ts';
import { t } from '../strings.ts';
import { splitTokens, TOKEN_KINDS } from '../tokenKinds.ts';

export function UsageBar({ usage }: { usage: TokenFields }) {
  const kinds = splitTokens(usage);
  const shown = TOKEN_KINDS.filter(({ kind }) => kinds[kind] > 0);
  const whole = shown.reduce((sum, { kind }) => sum + kinds[kind], 0);
  if (whole === 0) return null;
  const words = shown.map(({ kind, label }) => t('value.of', formatExactCount(kinds[kind]), t(label)));
  return (
    <span class="usage-bar" role="img" aria-label={words.join(', ')} title={words.join('\n')}>
      {shown.map(({ kind, color }) => (
        <span key={kind} style={{ flexGrow: kinds[kind] / whole, backgroundColor: `var(${color})` }} />
      ))}
    </span>
  );
}
