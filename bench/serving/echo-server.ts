import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least that any HTTP server in Node does for a request: its body is read, and as many bytes answered as the first argument says. */
const answer = Buffer.alloc(Number(process.argv[2]), 0x20);
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    Buffer.concat(chunks);
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': answer.byteLength });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
});
process.once('SIGTERM', () => {
  process.exit(0);
});
