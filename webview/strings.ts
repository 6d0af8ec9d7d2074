// Looks up the words that a reader sees; `{0}` stands for the first argument. Pure.
import { ENGLISH } from './english.ts';

export type StringKey = keyof typeof ENGLISH;
/** Keys with a `.one` and an `.other` form. */
export type PluralKey = { [K in StringKey]: K extends `${infer Stem}.one` ? Stem : never }[StringKey];

export function t(key: StringKey, ...args: readonly (string | number)[]): string {
  return ENGLISH[key].replace(/\{(\d)\}/g, (_whole, index: string) => String(args[Number(index)] ?? ''));
}

/** The form for `count`, with `shown` as `{0}`: the grouped number, if nothing shorter is given. */
export function plural(key: PluralKey, count: number, shown: string = count.toLocaleString()): string {
  return t(`${key}.${count === 1 ? 'one' : 'other'}`, shown);
}
