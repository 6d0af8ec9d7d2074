// The tools that were offered, the never used ones on top, with what they take of each request.
import { useMemo } from 'preact/hooks';
import type { RequestSummary } from '../../src/protocol/api.ts';
import type { OfferedTool } from '../../src/protocol/context.ts';
import { formatCount } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { type Column, DataTable } from '../components/dataTable.tsx';
import { plural, t } from '../strings.ts';
import { count, plain } from '../values.ts';
import { estimate } from './contextKinds.ts';
import { type ToolUse, toolUses, unusedTokens } from './contextTools.ts';

interface Props {
  tools: readonly OfferedTool[];
  requests: readonly RequestSummary[];
}

export function ContextTools({ tools, requests }: Props) {
  const uses = useMemo(() => toolUses(tools, requests), [tools, requests]);
  const columns = useMemo(toolColumns, []);
  if (uses.length === 0) return null;
  const unused = uses.filter(use => use.callCount === 0).length;
  const taken = unusedTokens(uses);
  return (
    <section class="context-tools" aria-label={t('session.tools')}>
      <h3>{unused === 0 ? t('context.allUsed') : plural('context.neverUsed', unused)}</h3>
      {taken === null ? null : <p class="dim">{t('context.neverCost', `≈${formatCount(taken)}`)}</p>}
      <DataTable label={t('session.tools')} columns={columns} rows={uses} rowKey={({ tool }) => tool.name} />
    </section>
  );
}

function toolColumns(): Column<ToolUse>[] {
  return [
    { key: 'name', title: t('column.tool'), widthPx: 180, value: ({ tool }) => plain(toLabel(tool.name)) },
    {
      key: 'calls',
      title: t('column.calls'),
      widthPx: 56,
      isNumber: true,
      value: ({ callCount }) => count(callCount),
    },
    {
      key: 'estimate',
      title: t('column.estimate'),
      widthPx: 72,
      isNumber: true,
      value: ({ tool }) => estimate(tool.estimated_tokens),
    },
    {
      key: 'offered',
      title: t('column.offered'),
      widthPx: 80,
      isNumber: true,
      value: ({ tool }) => count(tool.offered_count),
    },
    {
      key: 'description',
      title: t('column.description'),
      widthPx: 320,
      value: ({ tool }) => plain(tool.description === null ? null : toLabel(tool.description, 160)),
    },
  ];
}
