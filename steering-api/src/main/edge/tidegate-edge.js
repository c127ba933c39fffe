// Tidegate's edge worker: answers /v1/hls, /v1/dash and /v1/rank at a CDN's edge, from one small table
// a region that it fetches from the origin every half TTL. A plain ES module without dependencies; it
// wants only what every edge runtime has: fetch, Request, Response, URL, TextEncoder, atob.
//
// The contract it keeps: the same session gets the same order of CDNs here as from the origin, in every
// form. What is personal (token, weight) is null, as in the edge form of the contract.

/** Slices of sessions in a group. */
export const BUCKETS = 10_000;

const MOST_TABLES = 64;
const MOST_SESSION = 128;
const JITTER_FROM = 10;
const STALE_IF_ERROR_MS = 86_400_000;
const FORMS = {
  hls: 'application/vnd.apple.steering-list',
  dash: 'application/json',
  rank: 'application/json',
};
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Retry-After',
};
const UTF8 = new TextEncoder();

/** murmur3_x86_32 of octets, seed 0, as an unsigned number. */
export function murmur3(octets) {
  const blocks = octets.length & ~3;
  let h = 0;
  for (let i = 0; i < blocks; i += 4) {
    h ^= scrambled(octets[i] | octets[i + 1] << 8 | octets[i + 2] << 16 | octets[i + 3] << 24);
    h = Math.imul(h << 13 | h >>> 19, 5) + 0xe6546b64 | 0;
  }
  let tail = 0;
  for (let i = octets.length - 1; i >= blocks; i--) {
    tail = tail << 8 | octets[i];
  }
  h ^= scrambled(tail) ^ octets.length;
  h = Math.imul(h ^ h >>> 16, 0x85ebca6b);
  h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
  return (h ^ h >>> 16) >>> 0;
}

function scrambled(k) {
  const m = Math.imul(k, 0xcc9e2d51);
  return Math.imul(m << 15 | m >>> 17, 0x1b873593);
}

/** The bucket of a session, 0 .. 9999. */
export function bucketOf(session) {
  return murmur3(UTF8.encode(session)) % BUCKETS;
}

/** The TTL that one bucket is told: from 10 s up within [0.9 ttl, ttl], below as it stands. */
export function jittered(ttl, bucket) {
  if (ttl < JITTER_FROM) {
    return ttl;
  }
  const least = Math.floor((9 * ttl + 9) / 10);
  let h = Math.imul(bucket, 0x9e3779b9);
  h ^= h >>> 15;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  return least + (h >>> 0) % (ttl - least + 1);
}

/**
 * Reads the JSON of /v1/edge/{service}/{region}/table.
 * Throws if it is none: a broken table must not replace a good one.
 */
export function readTable(json) {
  const wide = json.orders.length > 256;
  const octets = Uint8Array.from(atob(json.buckets), c => c.charCodeAt(0));
  const good = octets.length === BUCKETS * (wide ? 2 : 1)
    && Number.isInteger(json.ttl) && json.ttl >= 1 && json.ttl <= 3600
    && json.orders.every(order => order.every(i => typeof json.cdns[i] === 'string'));
  if (!good) {
    throw new Error('not an edge table');
  }
  const orders = json.orders.map(order => order.map(i => json.cdns[i]));
  const order = bucket => {
    const at = wide ? octets[2 * bucket] << 8 | octets[2 * bucket + 1] : octets[bucket];
    if (at >= orders.length) {
      throw new Error('not an edge table');
    }
    return orders[at];
  };
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    order(bucket);
  }
  return {version: json.version, ttl: json.ttl, cdns: json.cdns, order};
}

/**
 * Makes a worker.
 *
 * origin    where tables come from, such as https://steer.example.com
 * base      under which players reach this worker; RELOAD-URI begins with it, never with Host
 * regionOf  request => region, such as 'in-west' or 'in-west~jio', from what the CDN knows of its client;
 *           if it gives nothing, the region that the client claims counts where it is trusted, then 'default'
 * trustClientRegion  whose clients are: the ids of the services that have trust-client-region at the origin,
 *           true if all have, false (the default) if none has
 * fetch     to the origin; the runtime's own by default
 * now       milliseconds
 */
export function createWorker({
  origin, base, regionOf = () => null, trustClientRegion = false, fetch = globalThis.fetch, now = Date.now,
}) {
  const copies = new Map();
  const trusts = service => trustClientRegion === true || (trustClientRegion || []).includes(service);

  /** The copy of an object: fresh, or stale while it is fetched again, or stale because the origin is gone. */
  async function copy(path, read, later) {
    const known = copies.get(path);
    if (known && now() < known.freshUntil) {
      return known.value;
    }
    if (known && now() < known.staleUntil) {
      later(renewed(path, read, known).catch(() => {}));
      return known.value;
    }
    try {
      return await renewed(path, read, known);
    } catch (failure) {
      if (known && now() < known.goodUntil) {
        return known.value;
      }
      throw failure;
    }
  }

  /** Fetches it once, however many ask for it at the same time. */
  const underWay = new Map();
  function renewed(path, read, known) {
    if (!underWay.has(path)) {
      underWay.set(path, fetched(path, read, known).finally(() => underWay.delete(path)));
    }
    return underWay.get(path);
  }

  async function fetched(path, read, known) {
    const headers = known?.etag ? {'if-none-match': known.etag} : {};
    const response = await fetch(origin + path, {headers});
    let value = known?.value;
    if (response.status === 200) {
      value = read(await response.json());
    } else if (response.status !== 304 || !known) {
      throw new Error('the origin answered ' + response.status + ' for ' + path);
    }
    const half = 1000 * Math.max(1, Math.floor(value.ttl / 2));
    const at = now();
    copies.delete(path);
    copies.set(path, {
      value, etag: response.headers.get('etag'),
      freshUntil: at + half, staleUntil: at + 2 * half, goodUntil: at + STALE_IF_ERROR_MS,
    });
    if (copies.size > MOST_TABLES) {
      copies.delete(copies.keys().next().value); // the one not renewed for longest
    }
    return value;
  }

  /** Answers a request; null if it is for the origin (beacons, sessions, health, other paths). */
  async function answer(request, later = () => {}) {
    const url = new URL(request.url);
    const [, v1, form, rawService, ...more] = url.pathname.split('/');
    const ours = v1 === 'v1' && Object.hasOwn(FORMS, form) && rawService && more.length === 0;
    if (!ours || (request.method !== 'GET' && request.method !== 'HEAD')) {
      return null;
    }
    const query = url.searchParams;
    const known = regionOf(request);
    const claimed = known || !trusts(rawService) ? null : regionIn(query);
    const place = known || claimed || 'default';
    const at = '/v1/edge/' + rawService + '/' + encodeURIComponent(place);
    const table = await copy(at + '/table', readTable, later);
    const given = last(query, 'session');
    const session = given && [...given].length <= MOST_SESSION ? given : crypto.randomUUID().replaceAll('-', '');
    const bucket = bucketOf(session);
    const ttl = jittered(table.ttl, bucket);
    const order = table.order(bucket);
    const body = form === 'rank'
      ? ranked(await copy(at + '/0/rank', json => json, later), {table, session, ttl, order, query})
      : manifest({base, form, rawService, session, ttl, order, claimed});
    return new Response(request.method === 'HEAD' ? null : JSON.stringify(body), {
      headers: {...CORS, 'content-type': FORMS[form], 'cache-control': 'no-store'},
    });
  }

  /** Answers a request, or has the origin answer it: also where no table could be had. */
  async function handle(request, later) {
    let answered = null;
    try {
      answered = await answer(request, later);
    } catch {
      // no table yet: the origin knows
    }
    if (answered) {
      return answered;
    }
    const url = new URL(request.url);
    return fetch(new Request(origin + url.pathname + url.search, request));
  }

  return {answer, handle};
}

function last(query, name) {
  return query.getAll(name).at(-1);
}

/** The region that a client claims: the last one, if it can be one. */
function regionIn(query) {
  const region = last(query, 'region');
  return region && /^[A-Za-z0-9._-]{1,64}$/.test(region) ? region : null;
}

/** Escapes only what may stand nowhere in a URL, as the origin does. */
function escaped(path) {
  return path.replace(/%(?![0-9A-Fa-f]{2})|[^!#-;=?-Z_a-z~]/gu, c =>
    Array.from(UTF8.encode(c), octet => '%' + octet.toString(16).toUpperCase().padStart(2, '0')).join(''));
}

/** Steering as players read it; `claimed` is the region that counted, which they must bring again. */
function manifest({base, form, rawService, session, ttl, order, claimed}) {
  let reload = base + '/v1/' + form + '/' + rawService + '?session=' + encodeURIComponent(session);
  if (claimed) {
    reload += '&region=' + encodeURIComponent(claimed);
  }
  return {VERSION: 1, TTL: ttl, 'RELOAD-URI': reload, 'PATHWAY-PRIORITY': order};
}

/** The ranking of a session; `any` is a ranking of the same place, which knows every CDN's URL. */
function ranked(any, {table, session, ttl, order, query}) {
  const given = last(query, 'path') ?? '/';
  const path = given.startsWith('/') ? escaped(given) : '/';
  const failed = (last(query, 'failed') ?? '').split(',').map(id => id.trim());
  const urls = new Map(any.ranking.map(entry => [entry.cdn, entry.url.replace(/\/$/, '')]));
  const sorted = [...order.filter(id => !failed.includes(id)), ...order.filter(id => failed.includes(id))];
  return {
    ...any, session, version: table.version, ttl,
    ranking: sorted.filter(id => urls.has(id))
      .map(id => ({cdn: id, url: urls.get(id) + path, weight: null})),
  };
}
