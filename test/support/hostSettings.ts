// What the tests inside an extension host start from, whichever editor runs them.

/** Ports of their own, and no questions: tests change what they are about. */
export const HOST_SETTINGS: Readonly<Record<string, unknown>> = {
  'lunaroute.port': 0,
  'lunaroute.autoStart': 'never',
  'lunaroute.terminals': 'never',
};

/** How long the whole suite may take. */
export const LIMIT_MS = 5 * 60_000;
