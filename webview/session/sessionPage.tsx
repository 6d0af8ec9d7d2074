// A session: its figures, the timeline, and the conversation, requests or tools beside it.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RequestSummary, SessionDetail } from '../../src/protocol/api.ts';
import { createFoldState, FoldContext } from '../components/fold.tsx';
import { Empty, Failure, Loading } from '../components/states.tsx';
import { useShortcuts } from '../components/useShortcuts.ts';
import { ContextView } from '../context/contextView.tsx';
import { isFailure } from '../labels.ts';
import type { SessionRoute } from '../navigation.ts';
import { useRevision } from '../resource.ts';
import { useServices } from '../services.ts';
import { t } from '../strings.ts';
import { showTurns } from './conversation.ts';
import { ConversationView, type Jump } from './conversationView.tsx';
import { RequestsView } from './requestsView.tsx';
import { SessionBar } from './sessionBar.tsx';
import { SessionHead } from './sessionHead.tsx';
import { retriedRequests, threadChoices } from './threads.ts';
import { Timeline } from './timeline.tsx';
import { TimeStrip } from './timeStrip.tsx';
import { ToolsView } from './toolsView.tsx';
import { selectedText, useFind } from './useFind.ts';
import { useFound } from './useFound.ts';
import { useSession } from './useSession.ts';
import { useTurns } from './useTurns.ts';

/** Back to where the session was opened from. */
type Leave = (sessionId: string) => void;

export function SessionPage({ route, leave }: { route: SessionRoute | null; leave: Leave }) {
  if (route === null)
    return (
      <div class="page">
        <Empty title={t('session.none')}>
          <p>{t('session.noneHint')}</p>
        </Empty>
      </div>
    );
  return <LoadedSession key={route.session_id} route={route} leave={leave} />;
}

function LoadedSession({ route, leave }: { route: SessionRoute; leave: Leave }) {
  const read = useSession(route.session_id, useRevision());
  if (read.session !== null)
    return <SessionBody route={route} session={read.session} requests={read.requests} leave={leave} />;
  return (
    <div class="page">
      {read.error === null ? (
        <Loading label={t('session.loading')} />
      ) : (
        <Failure title={t('session.failed')} error={read.error} retry={read.retry} />
      )}
    </div>
  );
}

interface BodyProps {
  route: SessionRoute;
  session: SessionDetail;
  requests: ReadonlyMap<string, RequestSummary>;
  leave: Leave;
}

function SessionBody({ route, session, requests, leave }: BodyProps) {
  const { navigate } = useServices();
  const [folds] = useState(createFoldState);
  const turns = useTurns(session.id, requests);
  const all = useMemo(() => showTurns(turns.turns ?? [], requests), [turns.turns, requests]);
  const [thread, setThread] = useState('');
  const shown = useMemo(
    () => (thread === '' ? all : all.filter(({ turn }) => turn.thread_id === thread)),
    [all, thread],
  );
  const listed = useMemo(
    () =>
      thread === '' ? session.requests : session.requests.filter(request => request.thread_id === thread),
    [session.requests, thread],
  );
  const retried = useMemo(() => retriedRequests(session.requests), [session.requests]);
  const threads = useMemo(() => threadChoices(session), [session]);
  const others = useMemo(
    () => new Map(threads.filter(({ kind }) => kind !== 'main').map(choice => [choice.id, choice])),
    [threads],
  );
  const page = useRef<HTMLDivElement>(null);
  const find = useFind(shown, turns.hasMore, () =>
    page.current?.querySelector<HTMLElement>('.conversation-scroll')?.focus(),
  );
  const view = route.view ?? 'conversation';
  const current = route.request_id;
  const [jump, setJump] = useState<Jump | null>(null);

  /** The request that the view has answered to: a route that names another one came from outside. */
  const arrived = useRef<string | null>(null);
  const setCurrent = useCallback(
    (requestId: string) => {
      arrived.current = requestId;
      // Who goes on has seen what was found.
      if (requestId !== current) navigate({ ...route, request_id: requestId, found: undefined });
    },
    [route, current, navigate],
  );
  const { loadUntil } = turns;
  const jumpTo = useCallback(
    (requestId: string) => {
      // What is looked for may stand in another thread than the one that is shown.
      setThread(old => (old === '' || requests.get(requestId)?.thread_id === old ? old : ''));
      setJump(old => ({ requestId, serial: (old?.serial ?? 0) + 1 }));
      loadUntil(loaded => loaded.some(turn => turn.request_id === requestId));
    },
    [loadUntil, requests],
  );
  const select = (requestId: string) => {
    setCurrent(requestId);
    jumpTo(requestId);
  };

  useEffect(() => {
    if (current === null || arrived.current === current) return;
    arrived.current = current;
    jumpTo(current);
  }, [current, jumpTo]);

  const found = useFound(shown, route, requestId => {
    arrived.current = requestId;
    navigate({ ...route, request_id: requestId });
    jumpTo(requestId);
  });

  useEffect(() => {
    // Find looks at the whole conversation.
    if (find.isOpen) loadUntil(() => false);
  }, [find.isOpen, loadUntil]);

  const step = (by: 1 | -1) => {
    const at = shown.findIndex(({ turn }) => turn.request_id === current);
    const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next !== undefined) select(next.turn.request_id);
  };
  const nextError = () => {
    const list = isConversation ? listed : session.requests;
    const at = list.findIndex(request => request.id === current);
    const failed = [...list.slice(at + 1), ...list.slice(0, at + 1)].find(isFailure);
    if (failed !== undefined) select(failed.id);
  };
  const isConversation = view === 'conversation';
  const openFind = () => {
    if (!isConversation) navigate({ ...route, view: 'conversation' });
    find.open(selectedText());
  };
  const findNext = (by: 1 | -1) => (find.isOpen ? find.go(by) : openFind());
  const goBack = () => leave(session.id);
  useShortcuts({
    e: nextError,
    '/': openFind,
    'Mod+f': openFind,
    F3: () => findNext(1),
    'Shift+F3': () => findNext(-1),
    Escape: find.isOpen ? find.close : goBack,
    ...(isConversation ? { j: () => step(1), k: () => step(-1) } : {}),
  });

  return (
    <FoldContext.Provider value={folds}>
      <div class="page session-page" ref={page}>
        <SessionHead session={session} back={goBack} find={openFind} />
        <SessionBar
          view={view}
          select={next => navigate({ ...route, view: next })}
          threads={isConversation ? threads : []}
          thread={thread}
          setThread={setThread}
        />
        {isConversation ? <TimeStrip requests={listed} current={current} select={select} /> : null}
        <div
          class={`session-body view-${view}`}
          id="session-panel"
          role="tabpanel"
          aria-labelledby={`session-tab-${view}`}
        >
          {isConversation ? (
            <>
              <Timeline requests={listed} retried={retried} current={current} select={select} />
              {turns.turns === null ? (
                <Waiting error={turns.error} retry={turns.retry} />
              ) : shown.length === 0 ? (
                <Empty title={t('session.noTurns')}>
                  <p>{t('session.noTurnsHint')}</p>
                </Empty>
              ) : (
                <ConversationView
                  sessionId={session.id}
                  shown={shown}
                  retried={retried}
                  threads={others}
                  isLive={session.live}
                  hasMore={turns.hasMore}
                  loadMore={turns.loadMore}
                  current={current}
                  setCurrent={setCurrent}
                  jump={jump}
                  find={find}
                  found={found}
                />
              )}
            </>
          ) : null}
          {view === 'requests' ? (
            <RequestsView session={session} selected={current} select={setCurrent} />
          ) : null}
          {view === 'context' ? (
            <ContextView session={session} requests={requests} current={current} select={setCurrent} />
          ) : null}
          {view === 'tools' ? <ToolsView session={session} /> : null}
        </div>
      </div>
    </FoldContext.Provider>
  );
}

function Waiting(props: { error: unknown; retry: () => void }) {
  return props.error === null ? (
    <Loading label={t('session.loadingTurns')} />
  ) : (
    <Failure title={t('session.turnsFailed')} error={props.error} retry={props.retry} />
  );
}
