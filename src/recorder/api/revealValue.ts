// `POST /sessions/reveal` and `?reveal=true`: what stands behind the tokens of redaction.
import type { RequestDetail } from '../../protocol/api.ts';
import type { RevealedValue } from '../../protocol/reveal.ts';
import type { Redaction } from '../redaction/redaction.ts';

export type Revealer = Pick<Redaction, 'reveal' | 'revealAll'>;

/** @throws LunaRouteError `not_found`, `redaction_key_missing` */
export async function revealValue(redaction: Revealer, token: string): Promise<RevealedValue> {
  return { token, value: await redaction.reveal(token) };
}

/** A request with the values in its bodies; what can't be revealed stays a token. */
export function revealRequest(redaction: Revealer, detail: RequestDetail): RequestDetail {
  return {
    ...detail,
    request: revealBody(redaction, detail.request),
    response: detail.response && revealBody(redaction, detail.response),
  };
}

function revealBody<Message extends RequestDetail['request']>(
  redaction: Revealer,
  message: Message,
): Message {
  const { body } = message;
  if (body.encoding !== 'utf8') return message;
  return { ...message, body: { ...body, content: redaction.revealAll(body.content) } };
}
