// Says in a plain sentence why an upstream gave no answer, or not a whole one.

import type { Refusal } from '../core/http/guard.ts';
import { redactText } from '../core/http/redactUrl.ts';
import { errorCode, errorMessage } from '../protocol/errors.ts';

const CERTIFICATE_CODES =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)|ERR_TLS_CERT|ERR_SSL)/;
const CONNECT_CODES = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** @param origin where the request went, @param isSent whether any of it may have reached the upstream */
export function explainFailure(error: Error, origin: string, isSent: boolean): Refusal {
  const { host } = new URL(origin);
  const code = errorCode(firstCause(error));
  if (code === 'upstream_proxy_failed')
    return failure(code, `Couldn't reach ${host}. ${errorMessage(error)} Check the proxy settings.`);
  if (CERTIFICATE_CODES.test(code))
    return failure(
      'upstream_untrusted',
      `Couldn't trust the certificate of ${host} (${code}). If a company proxy inspects traffic, its certificate has to be trusted on this machine.`,
    );
  if (!isSent || CONNECT_CODES.has(code))
    return failure(
      'upstream_unreachable',
      `Couldn't reach ${host} (${code}). Check the network and the upstream address in LunaRoute's settings.`,
    );
  if (code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW')
    return failure('upstream_bad_answer', `${host} gave an answer that is not proper HTTP (${code}).`);
  return failure(
    'upstream_closed',
    `${host} closed the connection before the answer was complete (${redactText(errorMessage(error))}).`,
  );
}

/** Several addresses of one host fail as an AggregateError: the first says it best. */
function firstCause(error: Error): unknown {
  return error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
}

function failure(code: string, message: string): Refusal {
  return { status: 502, code, message };
}
