// The tools that a session used.
import { useMemo } from 'preact/hooks';
import type { SessionDetail } from '../../src/protocol/api.ts';
import { Empty } from '../components/states.tsx';
import { ToolTable } from '../components/toolTable.tsx';
import { t } from '../strings.ts';
import { sumTools } from './toolUse.ts';

export function ToolsView({ session }: { session: SessionDetail }) {
  const tools = useMemo(() => sumTools(session.requests), [session.requests]);
  if (tools.length === 0) return <Empty title={t('tools.none')} />;
  return <ToolTable label={t('session.tools')} tools={tools} />;
}
