// The reference of the plumbing benchmark: the shortest proxy that Node's own modules allow. Prints its port.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

const upstream = new URL(process.argv[2] ?? '');
const agent = new http.Agent({ keepAlive: true });

const server = http.createServer((request, response) => {
  const { method, url, rawHeaders } = request;
  const forwarded = http.request(
    { host: upstream.hostname, port: upstream.port, method, path: url, headers: rawHeaders, agent },
    answer => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    },
  );
  forwarded.on('error', error => response.destroy(error));
  request.pipe(forwarded);
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
