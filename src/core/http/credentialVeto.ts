// Keeps one provider's credentials from reaching another: a path chooses the upstream, a credential can veto it.
import type { HeaderList, Provider } from '../../protocol/wire.ts';
import { headerValue, headerValues } from './headers.ts';

/** Every OpenAI key of the older kind has this in its middle; the newer kinds have their own prefix. */
const OPENAI_KEY = /^(sk-(proj|svcacct|admin|None)-|sess-)|T3BlbkFJ/;

/**
 * One sentence that says why these credentials don't belong to the upstream, or null when they may go there.
 * A `sk-…` bearer without `anthropic-version` counts as OpenAI's; with it, it is the virtual key of a gateway
 * that speaks Anthropic's dialect.
 */
export function findCredentialMismatch(provider: Provider, headers: HeaderList): string | null {
  return provider === 'anthropic' ? findOpenAi(headers) : findAnthropic(headers);
}

function findAnthropic(headers: HeaderList): string | null {
  const advice = 'It was not sent to an OpenAI-style upstream; check the base URL and path of this client.';
  for (const [name] of headers) {
    const key = name.toLowerCase();
    if (key === 'x-api-key' || key.startsWith('anthropic-'))
      return `The request carries the Anthropic header ${key}. ${advice}`;
  }
  if (credentials(headers).some(key => key.startsWith('sk-ant-')))
    return `The request carries an Anthropic key. ${advice}`;
  return null;
}

function findOpenAi(headers: HeaderList): string | null {
  const advice = 'It was not sent to Anthropic; check the base URL and path of this client.';
  for (const [name] of headers) {
    const key = name.toLowerCase();
    if (key === 'chatgpt-account-id' || key.startsWith('openai-'))
      return `The request carries the OpenAI header ${key}. ${advice}`;
  }
  const isAnthropicClient = headerValue(headers, 'anthropic-version') !== undefined;
  const hasOpenAiKey = credentials(headers).some(
    key =>
      OPENAI_KEY.test(key) || (!isAnthropicClient && key.startsWith('sk-') && !key.startsWith('sk-ant-')),
  );
  return hasOpenAiKey ? `The request carries an OpenAI key. ${advice}` : null;
}

function credentials(headers: HeaderList): string[] {
  const bearers = headerValues(headers, 'authorization').map(value => value.replace(/^bearer\s+/i, ''));
  return [...bearers, ...headerValues(headers, 'x-api-key')].map(value => value.trim());
}
