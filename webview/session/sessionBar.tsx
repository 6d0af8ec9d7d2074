// Under the head of a session: its views, and which thread is shown.
import { SESSION_VIEWS, type SessionView } from '../../src/protocol/panel.ts';
import { Select } from '../components/select.tsx';
import { Tabs } from '../components/tabs.tsx';
import { t } from '../strings.ts';
import type { ThreadChoice } from './threads.ts';

interface Props {
  view: SessionView;
  select: (view: SessionView) => void;
  /** Fewer than two: there is nothing to choose. */
  threads: readonly ThreadChoice[];
  /** Empty: all of them. */
  thread: string;
  setThread: (thread: string) => void;
}

export function SessionBar(props: Props) {
  const { threads } = props;
  return (
    <div class="session-bar">
      <Tabs<SessionView>
        id="session"
        class="sub-tabs"
        label={t('session.views')}
        tabs={SESSION_VIEWS.map(key => ({ key, label: t(`session.${key}`) }))}
        selected={props.view}
        select={props.select}
      />
      {threads.length < 2 ? null : (
        <Select
          label={t('thread.label')}
          value={props.thread}
          options={[
            { value: '', label: t('thread.all') },
            ...threads.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          change={props.setThread}
        />
      )}
    </div>
  );
}
