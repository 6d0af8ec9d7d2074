// How a figure compares with the one of the range before. Pure.
import { t } from '../strings.ts';

export interface Change {
  icon: 'arrow-up' | 'arrow-down' | null;
  text: string;
  /** In words, for screen readers and the tooltip. */
  words: string;
}

/** Null where there is nothing to compare with. */
export function changeOf(now: number | null, before: number | null): Change | null {
  if (now === null || before === null) return null;
  if (before === 0)
    return now === 0 ? same() : { icon: 'arrow-up', text: t('change.new'), words: t('change.fromNothing') };
  const percent = Math.round(((now - before) / before) * 100);
  if (percent === 0) return same();
  const text = `${Math.abs(percent).toLocaleString()} %`;
  return percent > 0
    ? { icon: 'arrow-up', text, words: t('change.up', text) }
    : { icon: 'arrow-down', text, words: t('change.down', text) };
}

/** Of shares, in points. */
export function pointChange(now: number | null, before: number | null): Change | null {
  if (now === null || before === null) return null;
  const points = Math.round((now - before) * 100);
  if (points === 0) return same();
  const text = t('change.points', Math.abs(points));
  return points > 0
    ? { icon: 'arrow-up', text, words: t('change.up', text) }
    : { icon: 'arrow-down', text, words: t('change.down', text) };
}

function same(): Change {
  return { icon: null, text: '±0 %', words: t('change.same') };
}
