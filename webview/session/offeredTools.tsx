// The tools that the main conversation began with, folded above its first turn as the system prompt is.
import type { ContextList } from '../../src/protocol/context.ts';
import { formatCount } from '../../src/protocol/format.ts';
import { toLabel } from '../../src/protocol/label.ts';
import { Fold } from '../components/fold.tsx';
import { estimate } from '../context/contextKinds.ts';
import { useResource } from '../resource.ts';
import { plural, t } from '../strings.ts';
import { apiTarget } from '../target.ts';

/** @param props.turns how many there are up to that one: a title may have been asked for before */
export function OfferedToolList({ sessionId, turns }: { sessionId: string; turns: number }) {
  const read = useResource<ContextList>(apiTarget(`/sessions/${sessionId}/context`, { limit: turns }), 0);
  const tools = read.data?.tools ?? [];
  // What can't be read here says so on the Context page.
  if (tools.length === 0) return null;
  const known = tools.flatMap(tool => tool.estimated_tokens ?? []);
  const sum = known.reduce((total, tokens) => total + tokens, 0);
  return (
    <div class="part">
      <Fold
        foldKey={`${sessionId}/tools`}
        icon="tools"
        title={plural('offered.title', tools.length)}
        detail={known.length === 0 ? '' : t('offered.detail', `≈${formatCount(sum)}`)}
      >
        <dl class="offered-tools">
          {tools.map(tool => (
            <div key={tool.name}>
              <dt>{toLabel(tool.name)}</dt>
              <dd>
                <span class="dim">{estimate(tool.estimated_tokens).text}</span>{' '}
                {toLabel(tool.description ?? '', 240)}
              </dd>
            </div>
          ))}
        </dl>
      </Fold>
    </div>
  );
}
