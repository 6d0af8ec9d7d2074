// A report for a bug: versions, state, settings that differ from their defaults, last errors; no content, no secrets. Pure.
import { redactText } from '../../core/http/redactUrl.ts';
import type { Settings } from '../../protocol/settings.ts';
import { displayState, type ServiceView } from '../state/serviceView.ts';

export interface DiagnosticFacts {
  versions: Readonly<Record<string, string>>;
  view: ServiceView;
  changed: Partial<Settings>;
  /** Requests that failed, a line each without content. */
  failures: readonly string[];
  /** The newest warnings and errors of the log. */
  lines: readonly string[];
  home: string;
}

/** Names and addresses say where somebody works: that they are set is enough. */
const SHOWN_VALUES =
  /^(true|false|\d+|today|session|workspace|asLeft|always|never|ask|trace|debug|info|warn|error)$/;

export function diagnostics({ versions, view, changed, failures, lines, home }: DiagnosticFacts): string {
  const { participant, live } = view;
  const state = {
    state: displayState(view),
    proxy: participant.state,
    recording: participant.recording,
    role: participant.role,
    port: participant.port,
    fallback_port: participant.isFallbackPort,
    failure: view.failure?.code ?? participant.error?.code ?? null,
    problem: participant.problem?.code ?? null,
    rebuild: participant.rebuild === null ? null : `${participant.rebuild.done}/${participant.rebuild.total}`,
    requests_today: live?.today.request_count ?? null,
    in_flight: live?.active_count ?? null,
    unrecorded: live?.dropped_count ?? null,
    queued_bytes: live?.queued_bytes ?? null,
  };
  return [
    section('Versions', entries(versions)),
    section('State', entries(state)),
    section(
      'Settings that differ from their defaults',
      Object.entries(changed).map(([key, value]) => `${key}: ${settingText(value)}`),
    ),
    section('Latest failed requests', failures),
    section(
      'Latest warnings and errors',
      lines.map(line => redactLine(line, home)),
    ),
  ].join('\n\n');
}

function entries(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}: ${value ?? '–'}`);
}

function section(title: string, lines: readonly string[]): string {
  return [`### ${title}`, '', '```', ...(lines.length === 0 ? ['none'] : lines), '```'].join('\n');
}

function settingText(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} entries`;
  return SHOWN_VALUES.test(String(value)) ? String(value) : '(set)';
}

/** Takes out what could be a credential, an address or a person's folder. */
export function redactLine(line: string, home: string): string {
  return redactText(home === '' ? line : line.replaceAll(home, '~'))
    .replace(/\bhttps?:\/\/(?!127\.0\.0\.1|localhost|\[::1\])[^\s"')]+/g, '(address)')
    .replace(/[^\s@"'<>]+@[^\s@"'<>]+\.\w+/g, '(address)')
    .replace(/\/t\/[^/\s]+/g, '/t/(token)')
    .replace(/\b[A-Za-z0-9+_-]{32,}={0,2}/g, '(long value)');
}
