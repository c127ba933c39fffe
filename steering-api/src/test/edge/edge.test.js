// Run by EdgeWorkerTest, which gives the worker's address, the vectors and a running public plane.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';

const {bucketOf, createWorker, jittered, murmur3, readTable} = await import(process.env.TIDEGATE_WORKER);
const origin = process.env.TIDEGATE_ORIGIN;
const base = 'https://edge.example.com';
const get = url => new Request(url);

test('hashes and buckets are those of the vectors', () => {
  const vectors = JSON.parse(readFileSync(process.env.TIDEGATE_VECTORS, 'utf8'));
  assert.ok(vectors.length > 200);
  for (const {session, murmur3: hash, bucket, ttl, jittered: told} of vectors) {
    const octets = new TextEncoder().encode(session);
    assert.equal(murmur3(octets).toString(16).padStart(8, '0'), hash, session);
    assert.equal(bucketOf(session), bucket, session);
    assert.equal(jittered(ttl, bucket), told, session + ' of ' + ttl);
  }
});

test('the worker names the order that the origin names, in every form', async () => {
  const worker = createWorker({origin, base, trustClientRegion: ['live']});
  for (let i = 0; i < 150; i++) {
    const session = 'worker-' + i + (i % 3 ? '' : ' é漢😀');
    const region = ['in-west', 'in-south', 'nowhere'][i % 3];
    const query = '?session=' + encodeURIComponent(session) + '&region=' + region + '&path=/a/../b%20%22%C3%A9%5C%7C%5B%7B%5E%60%7D%5D%25zz%2541.m3u8%3Fx%3D1%26y';
    const here = form => worker.answer(get(base + '/v1/' + form + '/live' + query)).then(r => r.json());
    const there = form => fetch(origin + '/v1/' + form + '/live' + query).then(r => r.json());
    const rank = await there('rank');
    const order = rank.ranking.map(entry => entry.cdn);
    for (const form of ['hls', 'dash']) {
      const own = await here(form);
      assert.deepEqual(own['PATHWAY-PRIORITY'], order);
      assert.equal(own.VERSION, 1);
      assert.ok(own.TTL >= 9 && own.TTL <= 10);
      assert.ok(own['RELOAD-URI'].startsWith(base + '/v1/' + form + '/live?session='));
      const again = await worker.answer(get(own['RELOAD-URI'])).then(r => r.json());
      assert.deepEqual(again['PATHWAY-PRIORITY'], order);
    }
    const own = await here('rank');
    assert.deepEqual(own.ranking.map(e => e.url), rank.ranking.map(e => e.url));
    assert.equal(own.session, session);
    assert.equal(own.version, rank.version);
    assert.equal(own.region, rank.region);
    assert.deepEqual(own.hints, rank.hints);
    assert.equal(own.beacon.url, rank.beacon.url);
    assert.equal(own.beacon.token, null);
  }
});

test('a failed CDN comes last and is never lost', async () => {
  const worker = createWorker({origin, base});
  const answer = async query => (await worker.answer(get(base + '/v1/rank/live?session=s' + query))).json();
  const order = (await answer('')).ranking.map(e => e.cdn);
  const after = (await answer('&failed=' + order[0] + ',nope')).ranking.map(e => e.cdn);
  assert.deepEqual(after, [...order.slice(1), order[0]]);
});

test('headers are those of the contract', async () => {
  const worker = createWorker({origin, base});
  const answer = await worker.answer(get(base + '/v1/hls/live'));
  assert.equal(answer.headers.get('content-type'), 'application/vnd.apple.steering-list');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  assert.match((await answer.json())['RELOAD-URI'], /session=[0-9a-f]{32}$/);
});

test('a table is fetched once a half TTL, and answers go on without the origin', async () => {
  let at = 0;
  let asked = [];
  let gone = false;
  const counting = async (url, init) => {
    asked.push([new URL(url.url ?? url).pathname, init?.headers?.['if-none-match']]);
    if (gone) throw new Error('no route');
    return fetch(url, init);
  };
  const worker = createWorker({origin, base, trustClientRegion: true, fetch: counting, now: () => at});
  const ask = async () => {
    const waiting = [];
    const answer = await worker.handle(get(base + '/v1/hls/live?session=x&region=in-west'), p => waiting.push(p));
    await Promise.all(waiting);
    return answer;
  };
  await Promise.all(Array.from({length: 50}, ask));
  assert.equal(asked.length, 1, 'a crowd is one fetch');
  at = 4_999;
  await ask();
  assert.equal(asked.length, 1, 'fresh for TTL/2');
  at = 5_000;
  await ask();
  assert.equal(asked.length, 2, 'stale: answered at once, and fetched again behind');
  assert.match(asked[1][1], /^"[0-9a-f]{16}"$/, 'by its tag');
  at = 9_000;
  await ask();
  assert.equal(asked.length, 2, 'unchanged counts from its own time');
  gone = true;
  for (at = 60_000; at < 80_000_000; at += 20_000_000) {
    const answer = await ask();
    assert.equal(answer.status, 200);
    assert.equal((await answer.json())['PATHWAY-PRIORITY'].length, 3);
  }
});

test('what is not a steering answer goes to the origin', async () => {
  const worker = createWorker({origin, base});
  assert.equal((await worker.handle(get(base + '/healthz'))).status, 200);
  assert.equal((await worker.handle(get(base + '/v1/nothing/live'))).status, 404);
  const post = new Request(base + '/v1/beacons/live', {method: 'POST', body: '{}'});
  assert.equal((await worker.handle(post)).status, 204);
});

test('the region is what the CDN says, network included', async () => {
  const worker = createWorker({origin, base, regionOf: request => request.headers.get('x-region')});
  const request = new Request(base + '/v1/rank/live', {headers: {'x-region': 'in-south~jio'}});
  assert.equal((await (await worker.answer(request)).json()).region, 'in-south');
});

test('a claimed region counts where the service trusts its clients, and is carried on only there', async () => {
  const worker = createWorker({origin, base, trustClientRegion: ['live']});
  const ask = async path => (await worker.answer(get(base + path))).json();
  assert.equal((await ask('/v1/rank/live?region=in&region=in-west')).region, 'in-west');
  assert.equal((await ask('/v1/rank/live?region=in-west~jio')).region, 'default');
  assert.equal((await ask('/v1/rank/plain?region=in-west')).region, 'default');
  assert.match((await ask('/v1/hls/live?session=s&region=in-west'))['RELOAD-URI'], /\?session=s&region=in-west$/);
  assert.match((await ask('/v1/hls/plain?session=s&region=in-west'))['RELOAD-URI'], /\?session=s$/);
  const careful = createWorker({origin, base});
  assert.equal((await (await careful.answer(get(base + '/v1/rank/live?region=in-west'))).json()).region, 'default');
});

test('a broken table is refused', async () => {
  const good = await fetch(origin + '/v1/edge/live/in-west/table').then(r => r.json());
  assert.equal(readTable(good).order(0).length, 3);
  for (const broken of [
    {...good, buckets: good.buckets.slice(4)}, {...good, ttl: 0}, {...good, cdns: ['a']},
    {...good, orders: [[0, 1, 2]]}, {...good, orders: [[]].concat(Array(300).fill([0]))},
  ]) {
    assert.throws(() => readTable(broken));
  }
});
