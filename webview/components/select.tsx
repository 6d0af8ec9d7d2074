// A drop-down with a label for screen readers.
export interface Option {
  value: string;
  label: string;
}

interface Props {
  label: string;
  value: string;
  options: readonly Option[];
  change: (value: string) => void;
}

export function Select(props: Props) {
  // A value that is no longer offered (a model of last year) stays choosable.
  const options = props.options.some(option => option.value === props.value)
    ? props.options
    : [...props.options, { value: props.value, label: props.value }];
  return (
    <span class="select">
      <select
        aria-label={props.label}
        title={props.label}
        value={props.value}
        onChange={event => props.change(event.currentTarget.value)}
      >
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <span class="codicon codicon-chevron-down" aria-hidden="true" />
    </span>
  );
}
