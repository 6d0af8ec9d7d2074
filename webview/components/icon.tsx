// A codicon; with a label it speaks, without one it is decoration.
export function Icon(props: { name: string; label?: string | undefined; class?: string | undefined }) {
  const className = `codicon codicon-${props.name}${props.class === undefined ? '' : ` ${props.class}`}`;
  return props.label === undefined ? (
    <span class={className} aria-hidden="true" />
  ) : (
    <span class={className} role="img" aria-label={props.label} title={props.label} />
  );
}
