// The lists of models that the demo upstream offers, in both shapes; any other name is answered as well.

const ANTHROPIC = [
  ['claude-opus-4-5', 'Claude Opus 4.5'],
  ['claude-sonnet-4-5', 'Claude Sonnet 4.5'],
  ['claude-haiku-4-5', 'Claude Haiku 4.5'],
] as const;
const OPENAI = ['gpt-5.1', 'gpt-5.1-codex', 'gpt-5-mini', 'gpt-4.1'] as const;
const CREATED = 1_762_000_000;

export function anthropicModels(): Record<string, unknown> {
  const data = ANTHROPIC.map(([id, display_name]) => ({
    type: 'model',
    id,
    display_name,
    created_at: new Date(CREATED * 1000).toISOString(),
  }));
  return { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

export function openaiModels(): Record<string, unknown> {
  const data = OPENAI.map(id => ({ id, object: 'model', created: CREATED, owned_by: 'demo' }));
  return { object: 'list', data };
}
