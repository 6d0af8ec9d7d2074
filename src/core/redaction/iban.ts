// International bank account numbers: length by country, then mod 97.
import { ALNUM, isAt } from './characters.ts';
import type { Finding, Sight } from './finding.ts';

/** ISO 13616, as country and length. */
const LENGTHS = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 ' +
    'FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 ' +
    'LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 ' +
    'SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map(entry => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** @param at where a word begins with a capital letter */
export function findIban({ text }: Sight, at: number): Finding | null {
  if (!/^[A-Z]{2}\d\d$/.test(text.slice(at, at + 4))) return null;
  const length = LENGTHS.get(text.slice(at, at + 2));
  if (length === undefined) return null;
  let compact = '';
  let end = at;
  while (compact.length < length) {
    const character = text[end] ?? '';
    if (/^[A-Z0-9]$/.test(character)) compact += character;
    else if (!/^[ \u00a0-]$/.test(character) || !isAt(text, end + 1, ALNUM)) return null;
    end += 1;
  }
  if (isAt(text, end, ALNUM)) return null;
  return passesMod97(compact) ? { kind: 'iban', start: at, end } : null;
}

function passesMod97(iban: string): boolean {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
