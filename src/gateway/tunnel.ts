// Opens a tunnel through an HTTP proxy with CONNECT.
import type { Socket } from 'node:net';
import { LunaRouteError } from '../protocol/errors.ts';

const MAX_HEAD_BYTES = 16 * 1024;

/**
 * Asks the proxy at the other end of `socket` for a tunnel and resolves with the same socket, through which
 * the target is reached then.
 * @param target `host:port` @throws LunaRouteError `upstream_proxy_failed`; the socket is destroyed then
 */
export function openTunnel(socket: Socket, proxy: URL, target: string, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const timer = setTimeout(() => fail(`did not answer within ${timeoutMs / 1000} s`), timeoutMs);
    const onClose = () => fail('closed the connection');
    const onError = (error: Error) => fail(`failed (${error.message})`);
    socket.on('readable', onReadable);
    socket.on('close', onClose);
    socket.on('end', onClose);
    socket.on('error', onError);
    socket.write(connectRequest(proxy, target), 'latin1');

    function onReadable(): void {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) {
        if (head.length > MAX_HEAD_BYTES) fail('answered with too long a head');
        return;
      }
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1', 0, end))?.[1];
      if (status === undefined || !status.startsWith('2')) {
        fail(explainStatus(status));
        return;
      }
      release();
      const rest = head.subarray(end + 4);
      if (rest.length > 0) socket.unshift(rest);
      resolve(socket);
    }

    function release(): void {
      clearTimeout(timer);
      socket.off('readable', onReadable);
      socket.off('close', onClose);
      socket.off('end', onClose);
      socket.off('error', onError);
    }

    function fail(what: string): void {
      release();
      // Destroying may still report an error that nobody else listens for.
      socket.on('error', () => undefined);
      socket.destroy();
      reject(new LunaRouteError('upstream_proxy_failed', `The proxy ${proxy.host} ${what}.`));
    }
  });
}

function explainStatus(status: string | undefined): string {
  if (status === undefined) return 'gave an answer that is not HTTP';
  if (status === '407') return 'wants other credentials (407)';
  return `refused the connection (${status})`;
}

function connectRequest(proxy: URL, target: string): string {
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`, 'Proxy-Connection: keep-alive'];
  if (proxy.username !== '') {
    const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    lines.push(`Proxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
