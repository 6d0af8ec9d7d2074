// The names under which a price table may know a model.

/** Region and vendor as Bedrock writes them: `us.anthropic.claude-…-v1:0`. */
const BEDROCK = /^(?:[a-z]{2,6}\.)?[a-z0-9]+\.(.+?)(?:-v\d+(?::\d+)?)?$/;

/** As asked for first, then without what gateways and clouds add: vendor, region, `[1m]`, release. */
export function modelNames(model: string): string[] {
  const bare = model.replace(/\[[^\]]{0,20}\]$/, '');
  const afterVendor = bare.slice(bare.lastIndexOf('/') + 1);
  const fromBedrock = BEDROCK.exec(afterVendor)?.[1];
  // Gemini and others have dots in their own names: only a vendor's own model counts.
  const known = fromBedrock !== undefined && /^(claude|gpt|nova)/.test(fromBedrock) ? [fromBedrock] : [];
  return [...new Set([model, bare, afterVendor, ...known])].filter(name => name !== '');
}
