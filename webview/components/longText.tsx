// Recorded text as text, the first lines of it when it is long.
import { lineCount, preview } from '../session/text.ts';
import { plural, t } from '../strings.ts';
import { useFold } from './fold.tsx';

interface Props {
  foldKey: string;
  text: string;
  maxLines: number;
  maxCharacters: number;
  /** Code and output stand in the editor font. */
  isCode?: boolean;
}

export function LongText(props: Props) {
  const [isWhole, setWhole] = useFold(`${props.foldKey}/whole`, false);
  const first = preview(props.text, props.maxLines, props.maxCharacters);
  return (
    <div class={props.isCode === true ? 'long-text code' : 'long-text'}>
      {props.isCode === true ? (
        <pre>{isWhole ? props.text : (first ?? props.text)}</pre>
      ) : (
        <p class="plain-text">{isWhole ? props.text : (first ?? props.text)}</p>
      )}
      {first === null ? null : (
        <button type="button" class="link-button" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('text.showLess') : plural('text.showAll', lineCount(props.text))}
        </button>
      )}
    </div>
  );
}
