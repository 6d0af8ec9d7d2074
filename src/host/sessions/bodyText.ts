// A recorded body as the text of a document. Pure.
import type { RecordedMessage } from '../../protocol/api.ts';
import type { Translate } from '../translate.ts';

/** Beyond this, parsing and printing would hold up the extension host. */
const MAX_PRETTY_CHARACTERS = 4_000_000;

export interface BodyText {
  text: string;
  isJson: boolean;
}

/** JSON is pretty-printed, other text stays as it is, what is no text is described. */
export function bodyText(message: RecordedMessage | null, t: Translate): BodyText {
  if (message === null) return { text: t('No answer was recorded.'), isJson: false };
  const { encoding, content, undecoded, is_truncated, wire_bytes } = message.body;
  if (encoding === 'base64') {
    const reason = undecoded === null ? t('It is not text.') : t('It could not be decoded ({0}).', undecoded);
    return { text: [t('{0} bytes on the wire.', wire_bytes), reason, '', content].join('\n'), isJson: false };
  }
  if (content === '') return { text: t('The body is empty.'), isJson: false };
  const pretty = content.length > MAX_PRETTY_CHARACTERS ? null : prettyPrint(content);
  if (pretty !== null) return { text: pretty, isJson: true };
  const note = is_truncated ? `${t('Only the beginning was recorded.')}\n\n` : '';
  return { text: `${note}${content}`, isJson: note === '' && /^\s*[{[]/.test(content) };
}

/** Null for what is no JSON. */
export function prettyPrint(content: string): string | null {
  try {
    return `${JSON.stringify(JSON.parse(content), null, 2)}\n`;
  } catch {
    return null;
  }
}
