// Players that come for the first time ("full") or again ("resumed"): connect, shake hands by TLS 1.3, ask once,
// go; as often as they can, some abreast. Writes its figures as its last line. By Node, as its handshakes are
// OpenSSL's and leave the core to the server's measurement sooner than Java's would.
// Arguments: port, path, full|resumed, abreast, seconds, of which to warm up, and how many connections it
// makes (with tickets, if resumed) even if that takes up to a minute more.
import tls from 'node:tls';

const [port, path, manner, abreast, seconds, warmUp, least] = process.argv.slice(2);
const began = performance.now();
const end = began + 1000 * seconds;
const last = end + 60000;
const counted = began + 1000 * warmUp;
const took = [];
let offered = 0; // connections that brought a ticket
let reused = 0;
let failed = 0;
let running = 0;

const enough = () => (manner === 'resumed' ? offered : took.length) >= Number(least);

function come(known) {
  const from = performance.now();
  if (from >= last || (from >= end && enough())) {
    running--;
    if (running === 0) tell();
    return;
  }
  let ticket = known;
  let answered = false;
  const socket = tls.connect({
    host: '127.0.0.1', port: Number(port), rejectUnauthorized: false, minVersion: 'TLSv1.3',
    ALPNProtocols: ['http/1.1'], session: manner === 'resumed' ? known : undefined,
  });
  socket.setNoDelay(true);
  socket.setTimeout(10000, () => socket.destroy());
  socket.on('session', session => { ticket = session; });
  socket.on('secureConnect', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`));
  socket.on('data', octets => {
    if (answered) return;
    answered = octets.toString('latin1', 0, 12) === 'HTTP/1.1 200';
    if (answered && from >= counted) {
      took.push(performance.now() - from);
      offered += manner === 'resumed' && known !== undefined ? 1 : 0;
      reused += socket.isSessionReused() ? 1 : 0;
    }
    // A ticket comes with the answer at the latest.
    setImmediate(() => socket.destroy());
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    failed += answered ? 0 : 1;
    come(ticket);
  });
}

function tell() {
  took.sort((a, b) => a - b);
  const quantile = share => took.length === 0 ? NaN : took[Math.max(0, Math.ceil(share * took.length) - 1)];
  console.log(`seconds=${(performance.now() - counted) / 1000} connections=${took.length} offered=${offered} reused=${reused} failed=${failed} p50=${quantile(0.5)} p99=${quantile(0.99)}`);
}

for (let i = 0; i < Number(abreast); i++) {
  running++;
  come(undefined);
}
