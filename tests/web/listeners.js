// Ears on loopback: TCP and UDP ports that note whatever reaches them. A TCP ear answers HTTP, so that a page that
// does get through goes on as it would with a real server.

import dgram from 'node:dgram';
import net from 'node:net';

const ANSWER = 'HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/** One TCP port; `heard` has one line per connection: the first line sent, or `(connected)`. */
export async function tcpEar() {
  const heard = [];
  const open = new Set();
  const server = net.createServer((socket) => {
    const at = heard.push('(connected)') - 1;
    open.add(socket);
    socket.once('data', (bytes) => {
      heard[at] = bytes.toString('latin1').split('\r\n')[0];
      socket.end(ANSWER);
    });
    socket.on('close', () => open.delete(socket));
    // A peer that hangs up early is no matter: the connection was noted.
    socket.on('error', () => socket.destroy());
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  return {
    port: server.address().port,
    heard,
    close: () => new Promise((done) => {
      for (const socket of open) socket.destroy();
      server.close(done);
    }),
  };
}

/** One UDP port; `heard` has one line per datagram. */
export async function udpEar() {
  const heard = [];
  const socket = dgram.createSocket('udp4');
  socket.on('message', (bytes) => heard.push(`${bytes.length} bytes`));
  await new Promise((done) => { socket.bind(0, '127.0.0.1', done); });
  return {
    port: socket.address().port,
    heard,
    close: () => new Promise((done) => { socket.close(done); }),
  };
}
