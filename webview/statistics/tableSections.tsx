// Whom and what it went to: models, tools, sessions, clients and workspaces, each row leading to its sessions.
import { useMemo } from 'preact/hooks';
import type { Stats, StatsRow } from '../../src/protocol/stats.ts';
import { toolColumns, toolKey } from '../components/toolTable.tsx';
import { useServices } from '../services.ts';
import { type StringKey, t } from '../strings.ts';
import { groupColumns, topSessionColumns } from './columns.ts';
import { Section } from './section.tsx';
import type { Behind } from './sessionsBehind.ts';

interface Props {
  stats: Stats;
  open: (behind: Behind) => void;
}

export function TableSections({ stats, open }: Props) {
  const { navigate } = useServices();
  const tools = useMemo(toolColumns, []);
  const sessions = useMemo(topSessionColumns, []);
  return (
    <>
      <Section
        id="top-sessions"
        title={t('statistics.topSessions')}
        columns={sessions}
        rows={stats.top_sessions ?? []}
        rowKey={session => session.id}
        open={({ id }) => navigate({ page: 'session', session_id: id, request_id: null })}
      />
      <GroupSection
        id="models"
        title="statistics.models"
        column="column.model"
        unnamed="unknown.model"
        rows={stats.by_model}
        open={model => open({ model })}
      />
      {stats.by_tool.length === 0 ? null : (
        <Section
          id="tools"
          title={t('statistics.tools')}
          columns={tools}
          rows={stats.by_tool}
          rowKey={toolKey}
          open={({ name }) => open({ tool: name })}
        />
      )}
      <GroupSection
        id="clients"
        title="statistics.clients"
        column="column.client"
        unnamed="unknown.client"
        rows={stats.by_client ?? []}
        open={client => open({ client })}
      />
      <GroupSection
        id="workspaces"
        title="statistics.workspaces"
        column="column.workspace"
        unnamed="unknown.workspace"
        rows={stats.by_workspace ?? []}
        open={workspace => open({ workspace })}
      />
    </>
  );
}

function GroupSection(props: {
  id: string;
  title: StringKey;
  column: StringKey;
  unnamed: StringKey;
  rows: readonly StatsRow[];
  open: (key: string) => void;
}) {
  const { column, unnamed } = props;
  const columns = useMemo(() => groupColumns(column, unnamed), [column, unnamed]);
  return (
    <Section
      id={props.id}
      title={t(props.title)}
      columns={columns}
      rows={props.rows}
      rowKey={row => row.key}
      open={row => props.open(row.key)}
    />
  );
}
