// One event of a stream, before it is written as SSE or as a WebSocket frame.
export interface DemoEvent {
  /** Null where the dialect does not name its events. */
  event: string | null;
  data: unknown;
}

export function namedEvent(data: { type: string } & Record<string, unknown>): DemoEvent {
  return { event: data.type, data };
}
