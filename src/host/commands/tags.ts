// Tags as a person types them: words with spaces between. Pure.
import type { Translate } from '../translate.ts';

const MOST_TAGS = 32;
const LONGEST_TAG = 64;

export function readTags(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(tag => tag !== ''))];
}

/** One sentence, or undefined when the API takes them. */
export function problemOfTags(text: string, t: Translate): string | undefined {
  const tags = readTags(text);
  if (tags.length > MOST_TAGS) return t('At most {0} tags.', MOST_TAGS);
  if (tags.some(tag => tag.length > LONGEST_TAG)) return t('At most {0} characters a tag.', LONGEST_TAG);
  if (text.includes('"')) return t('Without quotes.');
  return undefined;
}
