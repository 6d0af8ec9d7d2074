// Icons and words for clients and outcomes, the same on every page. Pure.
import type { RequestSummary } from '../src/protocol/api.ts';
import { type StringKey, t } from './strings.ts';

const CLIENT_ICONS: Readonly<Record<string, string>> = {
  'claude-code': 'claude',
  codex: 'openai',
  copilot: 'copilot',
  opencode: 'terminal',
  'anthropic-sdk': 'code',
  'openai-sdk': 'code',
};

export function clientIcon(client: string): string {
  return Object.hasOwn(CLIENT_ICONS, client) ? (CLIENT_ICONS[client] ?? 'comment') : 'comment';
}

export type RequestState = 'running' | 'ok' | 'error' | 'interrupted' | 'client_closed';

const STATES: Readonly<Record<RequestState, { icon: string; label: StringKey }>> = {
  running: { icon: 'loading', label: 'outcome.running' },
  ok: { icon: 'pass', label: 'outcome.ok' },
  error: { icon: 'error', label: 'outcome.error' },
  interrupted: { icon: 'warning', label: 'outcome.interrupted' },
  client_closed: { icon: 'circle-slash', label: 'outcome.clientClosed' },
};

export function requestState(request: RequestSummary): RequestState {
  return request.outcome ?? 'running';
}

/** Icon, style and words for how a request ended; the words carry status and error too. */
export function describeOutcome(request: RequestSummary): { icon: string; class: string; label: string } {
  const state = requestState(request);
  const { icon, label } = STATES[state];
  const words = [
    t(label),
    ...(request.status === null ? [] : [`HTTP ${request.status}`]),
    ...(request.error === null ? [] : [`${request.error.code}: ${request.error.message}`]),
  ];
  return {
    icon,
    class: `outcome-${state}${state === 'running' ? ' codicon-modifier-spin' : ''}`,
    label: words.join(' · '),
  };
}

/** What `e` jumps to: everything that did not end well. */
export function isFailure(request: RequestSummary): boolean {
  return request.outcome === 'error' || request.outcome === 'interrupted';
}
