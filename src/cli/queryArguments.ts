// Options that the commands asking a running LunaRoute share, as members of an API query.
import { parseArgs } from 'node:util';
import type { ApiQuery } from '../service/apiClient.ts';

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

const FILTERS = {
  ...{
    days: TEXT,
    from: TEXT,
    to: TEXT,
    tz: TEXT,
    model: TEXT,
    provider: TEXT,
    client: TEXT,
    workspace: TEXT,
    tool: TEXT,
    success: TEXT,
  },
  ...{ data: TEXT, json: FLAG, help: FLAG },
} as const;

const FILTER_KEYS = [
  'days',
  'from',
  'to',
  'tz',
  'model',
  'provider',
  'client',
  'workspace',
  'tool',
  'success',
] as const;
const DEFAULT_LIMIT = '20';

export interface QueryArguments {
  positionals: string[];
  query: ApiQuery;
  /** Data folder as the user wrote it. */
  data: string | undefined;
  isJson: boolean;
  isHelp: boolean;
}

/** Of `sessions` and `search`. Values are checked by the API, whose errors name them. */
export function readListArguments(args: string[]): QueryArguments {
  const { values, positionals } = parseArgs({
    args,
    options: { ...FILTERS, sort: TEXT, limit: { ...TEXT, default: DEFAULT_LIMIT } },
    allowPositionals: true,
  });
  const { sort, limit } = values;
  return { positionals, ...common(values), query: { ...filtersOf(values), sort, limit } };
}

export function readStatsArguments(args: string[]): QueryArguments {
  const { values, positionals } = parseArgs({ args, options: { ...FILTERS, by: TEXT } });
  const query = { ...filtersOf(values), by: values.by, include: 'previous,latency,top_sessions' };
  return { positionals, ...common(values), query };
}

export function readMetricsArguments(args: string[]): QueryArguments {
  const { values, positionals } = parseArgs({ args, options: { data: TEXT, help: FLAG } });
  return { positionals, ...common(values), query: {} };
}

function filtersOf(values: Partial<Record<(typeof FILTER_KEYS)[number], string>>): ApiQuery {
  return Object.fromEntries(FILTER_KEYS.map(key => [key, values[key]]));
}

function common(values: { data?: string; json?: boolean; help?: boolean }) {
  return { data: values.data, isJson: values.json === true, isHelp: values.help === true };
}
