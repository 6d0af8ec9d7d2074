// Tags as a person types them: with commas between, spaces within. Pure.
import { TAG } from '../../protocol/wire.ts';
import type { Translate } from '../translate.ts';

const MOST_TAGS = 32;
const LONGEST_TAG = 64;
const MOST_SUGGESTED = 6;
const SEPARATOR = ', ';

export function readTags(text: string): string[] {
  const tags = text.split(',').map(tag => tag.replace(/\s+/g, ' ').trim());
  return [...new Set(tags.filter(tag => tag !== ''))];
}

export function writeTags(tags: readonly string[]): string {
  return tags.join(SEPARATOR);
}

/** One sentence, or undefined when the API takes them. */
export function problemOfTags(text: string, t: Translate): string | undefined {
  const tags = readTags(text);
  if (tags.length > MOST_TAGS) return t('At most {0} tags.', MOST_TAGS);
  if (tags.some(tag => tag.length > LONGEST_TAG)) return t('At most {0} characters a tag.', LONGEST_TAG);
  if (text.includes('"')) return t('Without quotes.');
  return tags.every(tag => TAG.test(tag)) ? undefined : t('Without control characters.');
}

/** What Enter would give, and tags in use that the last one may become. @param inUse the most frequent first */
export function previewOfTags(text: string, inUse: readonly string[], t: Translate): string {
  const tags = readTags(text);
  const typed = readTags(text.slice(text.lastIndexOf(',') + 1))[0] ?? '';
  const suggested = inUse
    .filter(tag => !tags.includes(tag) && tag.toLowerCase().startsWith(typed.toLowerCase()))
    .slice(0, MOST_SUGGESTED);
  const parts = [
    tags.length === 0 ? t('No tags') : t('Tags: {0}', tags.map(tag => t('“{0}”', tag)).join(SEPARATOR)),
    text.includes(',') ? '' : t('commas stand between tags'),
    suggested.length === 0 ? '' : t('in use: {0}', writeTags(suggested)),
  ];
  return parts.filter(Boolean).join(' · ');
}
