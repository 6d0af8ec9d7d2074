// A gateway in front of a scripted upstream, for the tests of one file.
import { after, afterEach, before } from 'node:test';
import type { GatewayOptions } from '../../src/protocol/workers.ts';
import { type FakeRecorder, GatewayWorker, upstreamsAt } from './gatewayWorker.ts';
import { RawClient } from './rawHttp.ts';
import { ScriptedUpstream } from './scriptedUpstream.ts';

export interface GatewayFixture {
  gateway: GatewayWorker;
  upstream: ScriptedUpstream;
  recorder: FakeRecorder;
  /** A raw connection to the gateway; destroyed after the test. */
  connect(): Promise<RawClient>;
}

/** Registers the set-up and clean-up; the fixture's members may be used inside tests only. */
export function useGateway(options: Partial<GatewayOptions> = {}): GatewayFixture {
  const clients: RawClient[] = [];
  const fixture = {
    async connect() {
      const client = await RawClient.connect(fixture.gateway.port);
      clients.push(client);
      return client;
    },
  } as GatewayFixture;
  before(async () => {
    fixture.upstream = await ScriptedUpstream.open();
    const upstreams = upstreamsAt(fixture.upstream.url);
    fixture.gateway = await GatewayWorker.start({ upstreams, ...options });
    fixture.recorder = await fixture.gateway.attachRecorder();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
    fixture.upstream.forget();
  });
  after(async () => {
    await fixture.upstream.close();
    await fixture.gateway.close();
  });
  return fixture;
}

/** A request as raw text: `Host` first, then the given lines, then the body. */
export function rawRequest(requestLine: string, headers: readonly string[] = [], body = ''): string {
  return [`${requestLine} HTTP/1.1`, 'Host: 127.0.0.1', ...headers, '', body].join('\r\n');
}
