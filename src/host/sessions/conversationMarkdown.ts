// A session's conversation as Markdown: what was asked, done and answered, turn by turn. Pure.
import type { RequestSummary, SessionSummary } from '../../protocol/api.ts';
import type { Turn } from '../../protocol/conversation.ts';
import { formatClock, formatCost, formatCount, formatDuration, formatModel } from '../../protocol/format.ts';
import { toLabel } from '../../protocol/label.ts';
import type { Translate } from '../translate.ts';
import { messageMarkdown, type ToolNames } from './markdownParts.ts';

export function conversationMarkdown(
  session: SessionSummary,
  turns: readonly Turn[],
  requests: ReadonlyMap<string, RequestSummary>,
  t: Translate,
): string {
  const names: ToolNames = new Map();
  const title = toLabel(session.title ?? '', 200);
  const head = [
    `# ${title === '' ? t('Untitled session') : title}`,
    [
      toLabel(session.client),
      session.models.map(model => toLabel(model)).join(', '),
      session.started_at,
      t('{0} tokens', formatCount(session.total_tokens)),
      formatCost(session.cost_usd, session.cost_incomplete),
    ]
      .filter(text => text !== '')
      .join(' · '),
  ];
  const body = turns.flatMap((turn, index) => {
    const request = requests.get(turn.request_id);
    return [
      `## ${[String(index + 1), formatClock(turn.started_at), ...figures(request, t)].join(' · ')}`,
      ...[...turn.input, ...turn.output].flatMap(message => messageMarkdown(message, 3, names, t)),
      ...(request?.error == null
        ? []
        : [`> **${toLabel(request.error.code)}** ${toLabel(request.error.message, 1000)}`]),
    ];
  });
  return `${[...head, ...body].join('\n\n')}\n`;
}

function figures(request: RequestSummary | undefined, t: Translate): string[] {
  if (request === undefined) return [];
  return [
    ...(request.model === null ? [] : [toLabel(formatModel(request.model), 60)]),
    ...(request.parent_thread_id === null ? [] : [t('sub-agent')]),
    ...(request.status !== null && request.status >= 400 ? [`HTTP ${request.status}`] : []),
    `${formatCount(request.input_tokens)} → ${formatCount(request.output_tokens)}`,
    formatDuration(request.duration_ms),
    formatCost(request.cost_usd, false),
  ];
}
