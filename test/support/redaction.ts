// Redaction rules for tests.
import { createRedact, type Redact } from '../../src/core/redaction/redactor.ts';
import { REDACTION_KINDS, type RedactionMode, type RedactionRules } from '../../src/protocol/redaction.ts';

/** Every kind in the same mode. */
export function rulesWith(mode: RedactionMode, phoneRegion = 'US'): RedactionRules {
  const modes = Object.fromEntries(REDACTION_KINDS.map(kind => [kind, mode])) as RedactionRules['modes'];
  return { modes, phoneRegion, customPatterns: [] };
}

export function redactAll(mode: RedactionMode, tokenize: () => string | null = () => null): Redact {
  return createRedact(rulesWith(mode), tokenize, (name, reason) => {
    throw new Error(`${name}: ${reason}`);
  });
}
