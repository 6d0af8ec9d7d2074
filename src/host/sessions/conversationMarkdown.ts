// A session's conversation as Markdown: what was asked, done and answered, turn by turn. Pure.
import type { RequestSummary, SessionDetail } from '../../protocol/api.ts';
import type { Turn } from '../../protocol/conversation.ts';
import { formatClock, formatCost, formatCount, formatDuration, formatModel } from '../../protocol/format.ts';
import { toLabel } from '../../protocol/label.ts';
import { MAIN_THREAD, type ThreadSummary } from '../../protocol/thread.ts';
import type { Translate } from '../translate.ts';
import { messageMarkdown, type ToolNames } from './markdownParts.ts';
import { threadWord } from './requestText.ts';

export function conversationMarkdown(
  session: SessionDetail,
  turns: readonly Turn[],
  requests: ReadonlyMap<string, RequestSummary>,
  t: Translate,
): string {
  const names: ToolNames = new Map();
  const threads = new Map(session.threads.map(thread => [thread.id, thread]));
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
      `## ${[String(index + 1), formatClock(turn.started_at), ...threadOf(threads.get(turn.thread_id), t), ...figures(request)].join(' · ')}`,
      ...[...turn.input, ...turn.output].flatMap(message => messageMarkdown(message, 3, names, t)),
      ...(request?.error == null
        ? []
        : [`> **${toLabel(request.error.code)}** ${toLabel(request.error.message, 1000)}`]),
    ];
  });
  return `${[...head, ...body].join('\n\n')}\n`;
}

/** Nothing for the main conversation; `sub-agent: Find all tests`. */
function threadOf(thread: ThreadSummary | undefined, t: Translate): string[] {
  if (thread === undefined || thread.id === MAIN_THREAD) return [];
  const kind = threadWord(thread.kind, t);
  const title = toLabel(thread.title ?? '', 60);
  return [title === '' ? kind : `${kind}: ${title}`];
}

function figures(request: RequestSummary | undefined): string[] {
  if (request === undefined) return [];
  return [
    ...(request.model === null ? [] : [toLabel(formatModel(request.model), 60)]),
    ...(request.status !== null && request.status >= 400 ? [`HTTP ${request.status}`] : []),
    `${formatCount(request.input_tokens)} → ${formatCount(request.output_tokens)}`,
    formatDuration(request.duration_ms),
    formatCost(request.cost_usd, false),
  ];
}
