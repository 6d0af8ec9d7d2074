// Edits of files as unified diffs: signs and words say what the colours say.
import { useMemo } from 'preact/hooks';
import { toLabel } from '../../src/protocol/label.ts';
import { useFold } from '../components/fold.tsx';
import { IconButton } from '../components/iconButton.tsx';
import { useServices } from '../services.ts';
import { plural, t } from '../strings.ts';
import type { DiffLine } from './diffLines.ts';
import { countLines, type FileEdit, unifiedText } from './fileEdits.ts';

/** Longer changes are shown from their beginning. */
const FIRST_LINES = 60;
const SIGNS: Readonly<Record<DiffLine['kind'], string>> = { added: '+', removed: '−', same: ' ', gap: '⋯' };

export function DiffView({ foldKey, edits }: { foldKey: string; edits: readonly FileEdit[] }) {
  return (
    <>
      {edits.map((edit, index) => (
        <FileDiff key={index} foldKey={`${foldKey}/${index}`} edit={edit} />
      ))}
    </>
  );
}

function FileDiff({ foldKey, edit }: { foldKey: string; edit: FileEdit }) {
  const { host, announce } = useServices();
  const [isWhole, setWhole] = useFold(`${foldKey}/whole`, false);
  const lines = isWhole ? edit.lines : edit.lines.slice(0, FIRST_LINES);
  const words = useMemo(() => changeWords(edit), [edit]);
  const copy = () => {
    host.copy(unifiedText([edit]));
    announce(t('copied', t('diff.title')));
  };
  return (
    <div class="diff">
      <p class="diff-head">
        <span class="diff-path" title={edit.path}>
          {toLabel(edit.path, 200)}
        </span>
        <span class="dim">{words}</span>
        <IconButton icon="copy" label={t('diff.copy')} click={copy} />
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the keyboard */}
      <pre class="diff-lines" tabIndex={0}>
        {lines.map((line, index) => (
          <span
            key={index}
            class={`diff-${line.kind}`}
            title={line.kind === 'gap' ? t('diff.gap') : undefined}
          >
            {`${SIGNS[line.kind]} ${line.text}\n`}
          </span>
        ))}
      </pre>
      {edit.lines.length <= FIRST_LINES ? null : (
        <button type="button" class="link-button" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('text.showLess') : plural('text.showAll', edit.lines.length)}
        </button>
      )}
    </div>
  );
}

/** `new file · 12 lines added` */
function changeWords(edit: FileEdit): string {
  const [added, removed] = [countLines(edit, 'added'), countLines(edit, 'removed')];
  return [
    ...(edit.isNew ? [t('diff.newFile')] : []),
    ...(added > 0 ? [plural('diff.added', added)] : []),
    ...(removed > 0 ? [plural('diff.removed', removed)] : []),
  ].join(' · ');
}
