// A tool call: name, time and fate on one line, arguments and result inside.
import { useMemo } from 'preact/hooks';
import type { ToolCallSummary } from '../../src/protocol/api.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { Fold } from '../components/fold.tsx';
import { LongText } from '../components/longText.tsx';
import { t } from '../strings.ts';
import { duration } from '../values.ts';
import type { ToolCallPart, ToolResultPart } from './conversation.ts';
import { DiffView } from './diffView.tsx';
import { fileEdits } from './fileEdits.ts';
import { lineCount, prettyJson } from './text.ts';

interface Props {
  foldKey: string;
  part: ToolCallPart;
  result: ToolResultPart | null;
  call: ToolCallSummary | null;
}

/** Calls up to this long are read at a glance, so they stand open. */
const MAX_OPEN_LINES = 12;
const MAX_OPEN_CHARACTERS = 800;

export function ToolCallView({ foldKey, part, result, call }: Props) {
  const json = prettyJson(part.arguments);
  const edits = useMemo(() => fileEdits(part.arguments), [part.arguments]);
  const isError = result?.is_error ?? call?.is_error ?? false;
  const isShort =
    lineCount(json) + (result === null ? 0 : lineCount(result.text)) <= MAX_OPEN_LINES &&
    json.length + (result?.text.length ?? 0) <= MAX_OPEN_CHARACTERS;
  return (
    <Fold
      foldKey={foldKey}
      icon={isError ? 'error' : 'tools'}
      isError={isError}
      title={toLabel(part.name, 80)}
      detail={summary(part)}
      figures={call === null ? [] : [duration(call.duration_ms, 'unknown.toolTime')]}
      // An edit is what one looks for in a conversation.
      isOpenAtFirst={isShort || isError || edits.length > 0}
    >
      {edits.length > 0 ? (
        <DiffView foldKey={`${foldKey}/diff`} edits={edits} />
      ) : (
        <>
          <p class="fold-label">
            {part.server === null ? t('tool.arguments') : t('tool.argumentsOf', toLabel(part.server, 60))}
          </p>
          <ToolOutput foldKey={`${foldKey}/arguments`} text={json} />
        </>
      )}
      <p class="fold-label">
        {result === null ? t('tool.noResult') : t(isError ? 'part.toolError' : 'part.toolResult')}
      </p>
      {result === null ? null : <ToolOutput foldKey={`${foldKey}/result`} text={result.text} />}
    </Fold>
  );
}

export function ToolOutput({ foldKey, text }: { foldKey: string; text: string }) {
  if (text === '') return <p class="dim">{t('tool.empty')}</p>;
  return <LongText foldKey={foldKey} text={text} maxLines={16} maxCharacters={4000} isCode />;
}

/** The argument that says most in one line: the first text among them. */
function summary(part: ToolCallPart): string {
  try {
    const value: unknown = JSON.parse(part.arguments);
    const texts = typeof value === 'object' && value !== null ? Object.values(value) : [value];
    const text = texts.find(candidate => typeof candidate === 'string' && candidate !== '');
    return toLabel(typeof text === 'string' ? text : part.arguments, 100);
  } catch {
    // A custom tool takes plain text, and a broken stream leaves half of it.
    return toLabel(part.arguments, 100);
  }
}
