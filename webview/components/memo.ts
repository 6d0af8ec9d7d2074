// Renders a component again only when one of its properties changed.
import { Component, type ComponentChild, type ComponentType, h } from 'preact';

export function memo<P extends object>(inner: ComponentType<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const old: Readonly<P> = this.props;
      const keys = new Set([...Object.keys(old), ...Object.keys(next)]) as Set<keyof P>;
      return [...keys].some(key => !Object.is(old[key], next[key]));
    }

    override render(): ComponentChild {
      return h(inner, this.props as P);
    }
  };
}
