// TanStack's virtual list, which renders only the rows in sight, as a preact hook.
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

type Options = VirtualizerOptions<HTMLElement, HTMLElement>;
export type ListVirtualizer = Virtualizer<HTMLElement, HTMLElement>;

export function useVirtualizer(
  options: Omit<Options, 'observeElementRect' | 'observeElementOffset' | 'scrollToFn' | 'onChange'>,
): ListVirtualizer {
  const [, rerender] = useReducer<number, void>(version => version + 1, 0);
  const complete: Options = {
    ...options,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => rerender(),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(complete));
  virtualizer.setOptions(complete);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
