// All requests of a session as a table; the selected one with what crossed the wire.
import { useMemo } from 'preact/hooks';
import type { RequestSummary, SessionDetail } from '../../src/protocol/api.ts';
import { DataTable } from '../components/dataTable.tsx';
import { Icon } from '../components/icon.tsx';
import { Empty } from '../components/states.tsx';
import { describeOutcome } from '../labels.ts';
import { t } from '../strings.ts';
import { requestColumns } from './requestColumns.ts';
import { RequestDetailView } from './requestDetail.tsx';

interface Props {
  session: SessionDetail;
  selected: string | null;
  select: (requestId: string) => void;
}

export function RequestsView({ session, selected, select }: Props) {
  const columns = useMemo(
    () =>
      requestColumns().map((column, index) => (index === 0 ? { ...column, before: outcomeIcon } : column)),
    [],
  );
  const request = session.requests.find(candidate => candidate.id === selected);
  return (
    <div class="requests-view">
      <DataTable
        label={t('session.requests')}
        columns={columns}
        rows={session.requests}
        rowKey={row => row.id}
        selected={selected}
        select={row => select(row.id)}
      />
      {request === undefined ? (
        <Empty title={t('request.none')} />
      ) : (
        <RequestDetailView key={request.id} request={request} />
      )}
    </div>
  );
}

function outcomeIcon(request: RequestSummary) {
  const outcome = describeOutcome(request);
  return (
    <>
      <Icon name={outcome.icon} class={outcome.class} label={outcome.label} />{' '}
    </>
  );
}
