// The parts of a turn, in order, what the client wrote on its own folded together.
import { useMemo } from 'preact/hooks';
import { Fold } from '../components/fold.tsx';
import { plural } from '../strings.ts';
import { characters } from '../values.ts';
import type { ShownPart, ShownTurn } from './conversation.ts';
import { clientFold } from './find.ts';
import { groupParts } from './partGroups.ts';
import { PartView, RoleName } from './partView.tsx';

interface Props {
  shown: ShownTurn;
  currentPart: string | null;
}

export function TurnParts({ shown, currentPart }: Props) {
  const groups = useMemo(() => groupParts(shown.parts), [shown.parts]);
  return (
    <>
      {groups.map(({ parts, isFirstOfRole }) => {
        const [first, ...others] = parts;
        if (others.length > 0)
          return (
            <ClientParts
              key={first.key}
              parts={parts}
              isFirstOfRole={isFirstOfRole}
              foldKey={clientFold(shown.turn.request_id)}
              currentPart={currentPart}
            />
          );
        return (
          <PartView
            key={first.key}
            shown={first}
            isFirstOfRole={isFirstOfRole}
            isFound={first.key === currentPart}
          />
        );
      })}
    </>
  );
}

interface ClientProps {
  parts: readonly ShownPart[];
  isFirstOfRole: boolean;
  foldKey: string;
  currentPart: string | null;
}

function ClientParts({ parts, isFirstOfRole, foldKey, currentPart }: ClientProps) {
  const length = parts.reduce((sum, { part }) => sum + ('text' in part ? part.text.length : 0), 0);
  return (
    <div class="part part-user">
      {isFirstOfRole ? <RoleName of="user" /> : null}
      <Fold
        foldKey={foldKey}
        icon="info"
        title={plural('part.fromClient', parts.length)}
        figures={[characters(length)]}
      >
        {parts.map(part => (
          <PartView key={part.key} shown={part} isFirstOfRole={false} isFound={part.key === currentPart} />
        ))}
      </Fold>
    </div>
  );
}
