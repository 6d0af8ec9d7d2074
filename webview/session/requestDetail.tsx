// What crossed the wire for one request: headers and bodies of both ways, as text.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { RecordedMessage, RequestDetail, RequestSummary } from '../../src/protocol/api.ts';
import { formatCount } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { IconButton } from '../components/iconButton.tsx';
import { Failure, Loading } from '../components/states.tsx';
import { useResource } from '../resource.ts';
import { useServices } from '../services.ts';
import { t } from '../strings.ts';
import { prettyJson } from './text.ts';

/** Text is added in pieces of this size: a body can have many megabytes. */
const PIECE_CHARACTERS = 100_000;

export function RequestDetailView({ request }: { request: RequestSummary }) {
  const { host } = useServices();
  // Read again when the answer comes.
  const read = useResource<RequestDetail>(
    `/sessions/${request.session_id}/requests/${request.id}`,
    request.outcome === null ? 0 : 1,
  );
  if (read.data === null)
    return read.error === null ? (
      <Loading label={t('request.loading')} />
    ) : (
      <Failure title={t('request.failed')} error={read.error} retry={read.retry} />
    );
  const { request: sent, response } = read.data;
  const open = (kind: 'changes' | 'prompt' | 'request' | 'response') =>
    host.open({ kind, session_id: request.session_id, request_id: request.id });
  return (
    <div class="request-detail">
      <MessageView
        title={t('request.request')}
        message={sent}
        notes={[]}
        actions={
          <>
            <IconButton icon="diff" label={t('action.compare')} click={() => open('changes')} />
            <IconButton icon="markdown" label={t('action.openPrompt')} click={() => open('prompt')} />
            <IconButton icon="go-to-file" label={t('action.openRequest')} click={() => open('request')} />
          </>
        }
      />
      {response === null ? (
        <section class="wire-message">
          <h3>{t('request.response')}</h3>
          <p class="dim">{t(request.outcome === null ? 'request.noResponseYet' : 'request.noResponse')}</p>
        </section>
      ) : (
        <MessageView
          title={t('request.response')}
          message={response}
          notes={response.is_folded ? [t('request.folded')] : []}
          actions={
            <IconButton icon="go-to-file" label={t('action.openResponse')} click={() => open('response')} />
          }
        />
      )}
    </div>
  );
}

function MessageView(props: {
  title: string;
  message: RecordedMessage;
  notes: readonly string[];
  actions: ComponentChildren;
}) {
  const { host, announce } = useServices();
  const { body, headers } = props.message;
  const notes = [
    t('request.wireBytes', formatCount(body.wire_bytes)),
    ...(body.content_encoding === null ? [] : [toLabel(body.content_encoding)]),
    ...(body.encoding === 'base64' ? [t('request.base64')] : []),
    ...(body.is_truncated ? [t('request.truncated')] : []),
    ...(body.undecoded === null ? [] : [t('request.undecoded', toLabel(body.undecoded))]),
    ...props.notes,
  ];
  const copy = () => {
    host.copy(body.content);
    announce(t('copied', props.title));
  };
  return (
    <section class="wire-message" aria-label={props.title}>
      <h3>
        {props.title} <span class="dim">{notes.join(' · ')}</span>
        {props.actions}
        <IconButton icon="copy" label={t('request.copyBody')} click={copy} />
      </h3>
      <dl class="headers">
        {headers.map(([name, value], index) => (
          <div key={index}>
            <dt>{toLabel(name, 200)}</dt>
            <dd>{toLabel(value, 2000)}</dd>
          </div>
        ))}
      </dl>
      <BodyText text={prettyJson(body.content)} />
    </section>
  );
}

function BodyText({ text }: { text: string }) {
  const [pieces, setPieces] = useState(1);
  const end = pieces * PIECE_CHARACTERS;
  if (text === '') return <p class="dim">{t('request.noBody')}</p>;
  return (
    <>
      <pre class="wire-body">{text.slice(0, end)}</pre>
      {end >= text.length ? null : (
        <button type="button" class="link-button" onClick={() => setPieces(count => count + 1)}>
          {t('request.showMore', formatCount(text.length - end))}
        </button>
      )}
    </>
  );
}
