// Keys and tokens that providers mark with a prefix of their own.
import { ALNUM, DIGIT, endOfRun, isAt, JOINER, TOKEN_CHARACTER, UPPER } from '../characters.ts';

interface KeyShape {
  prefix: string;
  /** Classes of characters that the rest is made of. */
  bits: number;
  /** Characters behind the prefix, at least. */
  min: number;
  /** The rest has to look random: the prefix alone is a word that code may use. */
  isCommon?: true;
}

const WORD = ALNUM | JOINER;
const MAX_KEY_CHARS = 4096;

const shapes = (bits: number, min: number, prefixes: string): KeyShape[] =>
  prefixes.split(' ').map(prefix => ({ prefix, bits, min }));

const SHAPES: readonly KeyShape[] = [
  // Model providers.
  ...shapes(
    WORD,
    16,
    'sk-ant- sk-proj- sk-svcacct- sk-admin- sk-or-v1- sess- gsk_ xai- pplx- r8_ hf_ nvapi- fw_ csk- tgp_v1_',
  ),
  { prefix: 'sk-', bits: WORD, min: 20, isCommon: true },
  { prefix: 'key-', bits: ALNUM, min: 32, isCommon: true },
  // Code hosts and package registries.
  ...shapes(
    WORD,
    20,
    'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ npm_ pypi- rubygems_ dckr_pat_ ATATT3x ATCTT3x ATBB',
  ),
  ...shapes(WORD, 16, 'glpat- gldt- glrt- glcbt- glptt- glft- glsoat- gloas- glagent- glimt-'),
  // Chat and mail.
  ...shapes(WORD, 16, 'xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxe. xapp-'),
  { prefix: 'hooks.slack.com/services/', bits: TOKEN_CHARACTER, min: 20 },
  { prefix: 'SG.', bits: TOKEN_CHARACTER, min: 40 },
  // Payment.
  ...shapes(
    WORD,
    16,
    'sk_live_ sk_test_ rk_live_ rk_test_ pk_live_ whsec_ sq0atp- sq0csp- shpat_ shpca_ shppa_ shpss_',
  ),
  // Clouds and infrastructure.
  ...shapes(UPPER | DIGIT, 16, 'AKIA ASIA ABIA ACCA'),
  { prefix: 'AIza', bits: WORD, min: 30 },
  { prefix: 'ya29.', bits: TOKEN_CHARACTER, min: 20 },
  ...shapes(
    WORD,
    20,
    'GOCSPX- dop_v1_ doo_v1_ dor_v1_ hvs. hvb. glsa_ glc_ lin_api_ ntn_ sbp_ sntrys_ sntryu_ pscale_tkn_ pscale_pw_ fo1_',
  ),
  ...shapes(
    WORD,
    20,
    'NRAK- PMAK- tfp_ rnd_ figd_ phx_ phc_ pat_ shippo_live_ EAACEdEose0cBA AGE-SECRET-KEY-1 dapi',
  ),
];

const BY_FIRST = new Map<number, KeyShape[]>();
for (const shape of SHAPES) {
  const code = shape.prefix.charCodeAt(0);
  BY_FIRST.set(code, [...(BY_FIRST.get(code) ?? []), shape]);
}

/** @param at where a word begins @returns behind the key, or -1 */
export function endOfPrefixedKey(text: string, at: number, code: number): number {
  const candidates = BY_FIRST.get(code);
  if (candidates === undefined) return -1;
  for (const shape of candidates) {
    if (!text.startsWith(shape.prefix, at)) continue;
    const start = at + shape.prefix.length;
    let end = endOfRun(text, start, shape.bits, MAX_KEY_CHARS);
    while (end > start && !isAt(text, end - 1, ALNUM | JOINER)) end -= 1;
    if (end - start < shape.min) continue;
    if (isRandom(text.slice(start, end), shape.isCommon === true)) return end;
  }
  return -1;
}

/** Names of classes and variables have no digits amid their letters; what is random has. */
function isRandom(rest: string, isStrict: boolean): boolean {
  if (!/\d/.test(rest) || !/[A-Za-z]/.test(rest)) return /^[A-Z]{16}$/.test(rest);
  if (!isStrict) return true;
  const digits = rest.replace(/\D/g, '').length;
  return (
    digits >= 3 && rest.split(/[-_]/).some(part => /\d[A-Za-z]|[A-Za-z]\d/.test(part) && part.length >= 8)
  );
}
