// The operator page: what is, why, and the two things a hand needs at once: drain, and undo.
import { Plane } from './api.js';
import { Charts, History, colour } from './charts.js';
import { DemoRoom } from './demo.js';
import { ago, element, number, percent, points } from './dom.js';

const at = (id) => document.getElementById(id);
const view = { plane: null, service: null, state: null, regions: new Map(), heard: 0, decisions: [] };

start();

function start() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  if (fragment.has('token')) {
    sessionStorage.setItem('token', fragment.get('token'));
    if (fragment.has('demo')) sessionStorage.setItem('demo', fragment.get('demo'));
    // The token leaves the address bar, so that a screenshot or a shared link does not carry it.
    history.replaceState(null, '', location.pathname);
  }
  const token = sessionStorage.getItem('token');
  at('signin').addEventListener('submit', (event) => {
    event.preventDefault();
    enter(at('token').value.trim());
  });
  if (token) enter(token);
  else at('signin').hidden = false;
}

async function enter(token) {
  view.plane = new Plane(token);
  try {
    const state = await view.plane.call('GET', '/ops/v1/state');
    sessionStorage.setItem('token', token);
    at('signin').hidden = true;
    at('room').hidden = false;
    await open(state);
  } catch (error) {
    sessionStorage.removeItem('token');
    at('refused').textContent = error.status === 401 ? 'That token is not known here.' : error.message;
    at('signin').hidden = false;
  }
}

async function open(state) {
  at('service').addEventListener('change', () => choose(at('service').value));
  at('canaries').addEventListener('change', showDecisions);
  wireDrain();
  const services = Object.keys(state.services);
  at('service').replaceChildren(...services.map((s) => element('option', { value: s }, s)));
  view.state = state;
  if (services.length) await choose(services[0]);
  await showOverrides();
  const demo = sessionStorage.getItem('demo');
  if (demo) new DemoRoom(demo, at('demo'), toast).open();
  setInterval(watchLink, 1000);
  view.plane.follow(heard, (link) => {
    view.open = link === 'open';
    watchLink();
  });
}

async function choose(service) {
  view.service = service;
  view.regions.clear();
  at('regions').replaceChildren();
  const query = new URLSearchParams({ service, limit: 500 });
  view.decisions = (await view.plane.call('GET', `/ops/v1/decisions?${query}`)).items;
  show(view.state);
  showDecisions();
}

function heard(event, data) {
  view.heard = Date.now();
  if (event === 'state') show(data);
  if (event === 'decision' && data.service === view.service) {
    view.decisions.unshift(data);
    view.decisions.length = Math.min(view.decisions.length, 500);
    showDecisions();
  }
  if (event === 'override') showOverrides();
}

function watchLink() {
  const late = view.open && view.heard && Date.now() - view.heard > 5000;
  const state = late ? 'late' : view.open ? 'open' : 'closed';
  at('link').dataset.state = state;
  at('link').textContent = { open: 'live', late: 'no news for 5 s', closed: 'not connected' }[state];
}

// --- regions ---

function show(state) {
  view.state = state;
  at('version').textContent = state.version;
  at('node').textContent = [state.node, state.mode].filter(Boolean).join(' · ');
  const regions = state.services[view.service]?.regions ?? {};
  // The largest audience first, as it was when the page opened: cards do not move under the hand.
  const order = Object.entries(regions).sort(([a, x], [b, y]) => (y.viewers ?? 0) - (x.viewers ?? 0) || a.localeCompare(b));
  for (const [name, region] of order) {
    const card = view.regions.get(name) ?? addRegion(name, region);
    card.show(region, Date.parse(state.at) / 1000);
  }
}

function addRegion(name, region) {
  const card = new RegionCard(name, region);
  view.regions.set(name, card);
  at('regions').append(card.root);
  card.charts.draw();
  return card;
}

class RegionCard {
  constructor(name, region) {
    this.name = name;
    this.history = new History();
    const weights = {};
    for (const [cdn, c] of Object.entries(region.cdns)) weights[cdn] = c.weight;
    const mine = view.decisions.filter((d) => d.region === name && !d.network);
    this.history.recall(mine, weights, Date.now() / 1000);
    this.title = element('h2');
    this.body = element('tbody');
    const weightsAt = element('div');
    const healthAt = element('div');
    const heads = ['cdn', 'state', 'weight', 'target', 'viewers', 'load', 'errors', 'stalls', 'p95', 'damage', 'probe', 'why', ''];
    this.root = element('article', { class: 'card region', 'data-region': name },
      this.title,
      element('div', { class: 'charts' },
        element('figure', { class: 'chart' }, element('figcaption', {}, 'share of sessions'), weightsAt),
        element('figure', { class: 'chart' }, element('figcaption', {}, 'failed requests and stalled time'), healthAt)),
      element('div', { class: 'scroll' },
        element('table', {},
          element('thead', {}, element('tr', {}, ...heads.map((h) => element('th', { class: h === 'why' ? 'left' : '' }, h)))),
          this.body)));
    this.charts = new Charts(weightsAt, healthAt, this.history);
  }

  show(region, seconds) {
    const values = {};
    for (const [cdn, c] of Object.entries(region.cdns)) {
      const known = c.errorRate !== null || c.stallRatio !== null;
      values[cdn] = { weight: c.weight / 100, bad: known ? ((c.errorRate ?? 0) + (c.stallRatio ?? 0)) * 100 : null };
    }
    this.history.add(seconds, values);
    this.charts.draw();
    this.title.replaceChildren(
      element('span', {}, this.name, ' ', pill(region.mode), ' ', region.verdict === 'none' ? '' : pill(region.verdict)),
      element('span', { class: 'fact' }, region.viewers === null ? '' : `${number(region.viewers)} viewers`));
    const rows = this.rows(region.cdns, '');
    for (const [network, there] of Object.entries(region.networks ?? {})) {
      rows.push(...this.rows(there.cdns, network));
    }
    this.body.replaceChildren(...rows);
  }

  rows(cdns, network) {
    return Object.entries(cdns).map(([cdn, c]) =>
      element('tr', { 'data-cdn': cdn },
        element('td', {}, swatch(cdns, cdn), network ? `${cdn} in ${network}` : cdn),
        element('td', {}, pill(c.state)),
        cell(points(c.weight)),
        cell(points(c.target)),
        cell(c.viewers === null ? null : number(c.viewers)),
        cell(percent(c.utilisation, 0)),
        cell(percent(c.errorRate)),
        cell(percent(c.stallRatio)),
        cell(c.ttfbP95Ms === null ? null : `${number(c.ttfbP95Ms)} ms`),
        cell(percent(c.damage)),
        cell(c.probe ? (c.probe.state === 'ok' ? 'ok' : `${c.probe.failures} failed`) : null),
        element('td', { class: 'why' }, why(c)),
        element('td', {}, network ? '' : drainButton(cdn, this.name))));
  }
}

const why = (c) => [c.override ? `override ${c.override}` : '', typeof c.reason === 'string' ? c.reason : c.reason?.text ?? ''].filter(Boolean).join(': ');
const pill = (word) => element('span', { class: 'pill', 'data-is': word }, word);
const cell = (text) => element('td', { class: text === null ? 'none' : '' }, text ?? '–');
const swatch = (cdns, cdn) => {
  const patch = element('span', { class: 'swatch' });
  patch.style.background = colour(Object.keys(cdns), cdn);
  return patch;
};

function drainButton(cdn, region) {
  const button = element('button', { type: 'button', 'data-drain': cdn }, 'drain…');
  button.addEventListener('click', () => openDrain(cdn, region));
  return button;
}

// --- decisions and overrides ---

function showDecisions() {
  const shown = view.decisions.filter((d) => at('canaries').checked || d.rule !== 'canary').slice(0, 200);
  const moves = new Map();
  for (const d of shown) {
    const key = `${d.version} ${d.region} ${d.network ?? ''}`;
    moves.set(key, [...(moves.get(key) ?? []), d]);
  }
  const items = [...moves.values()].slice(0, 60).map(move);
  at('decisions').replaceChildren(
    ...(items.length ? items : [element('li', { class: 'nothing' }, 'Nothing had to be moved yet.')]));
}

/** What one step moved in one group: those with a reason of their own, and who received. */
function move(decisions) {
  const [first] = decisions;
  const receivers = decisions.filter((d) => d.to > d.from && decisions.some((o) => o.to < o.from));
  const own = decisions.filter((d) => !receivers.includes(d));
  const received = receivers.map((d) => `${d.cdn} ${points(d.from)} → ${points(d.to)}`).join(', ');
  return element('li', {},
    element('div', { class: 'when' }, `${new Date(first.at).toTimeString().slice(0, 8)} · ${first.rule}`),
    ...own.map((d) => element('div', {}, d.text)),
    element('div', { class: 'when' }, received ? `received: ${received}` : ''));
}

async function showOverrides() {
  const { items } = await view.plane.call('GET', '/ops/v1/overrides');
  at('overrides').replaceChildren(
    ...(items.length ? items.map(override) : [element('li', { class: 'nothing' }, 'None: the engine decides alone.')]));
}

function override(o) {
  const end = element('button', { type: 'button', 'data-undo': o.id }, 'undo');
  end.addEventListener('click', async () => {
    const reason = new URLSearchParams({ reason: 'undone on the operator page' });
    await attempt(() => view.plane.call('DELETE', `/ops/v1/overrides/${encodeURIComponent(o.id)}?${reason}`), 'Undone; its weight returns at the slow pace.');
    await showOverrides();
  });
  const where = `${o.cdn ?? ''} ${o.region === '*' || !o.region ? 'everywhere' : `in ${o.region}`}`;
  return element('li', {},
    element('div', { class: 'row' }, element('strong', {}, `${o.action} ${where}`), end),
    element('div', {}, o.reason ?? ''),
    element('div', { class: 'when' }, `${o.author ?? ''} · until ${new Date(o.expires).toLocaleTimeString()} (${ago(Date.parse(o.expires))})`));
}

// --- drain ---

function wireDrain() {
  const form = at('drainform');
  at('cancel').addEventListener('click', () => at('drain').close());
  form.addEventListener('change', preview);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const done = await attempt(() => view.plane.call('POST', '/ops/v1/overrides', drainOrder(form)), 'Ordered.');
    if (done) at('drain').close();
    await showOverrides();
  });
}

function openDrain(cdn, region) {
  const form = at('drainform');
  form.dataset.cdn = cdn;
  at('draintitle').textContent = `Take viewers off ${cdn}`;
  const everywhere = element('option', { value: '*' }, 'everywhere');
  form.region.replaceChildren(everywhere, ...[...view.regions.keys()].map((r) => element('option', { value: r }, r)));
  form.region.value = region;
  form.reason.value = '';
  at('drain').showModal();
  preview();
}

const drainOrder = (form) => ({
  service: view.service,
  region: form.region.value,
  cdn: form.dataset.cdn,
  action: form.action.value,
  expires: form.expires.value,
  reason: form.reason.value || 'dry run',
});

async function preview() {
  const out = at('preview');
  out.textContent = 'working out where they would go…';
  try {
    const would = await view.plane.call('POST', '/ops/v1/overrides?dryRun=true', drainOrder(at('drainform')));
    const regions = Object.entries(would.weights[view.service] ?? {});
    const lines = regions.map(([region, shares]) =>
      element('div', {}, `${region}: ${Object.entries(shares).map(([c, w]) => `${c} ${points(w)}`).join(', ')}`));
    const load = would.peakUtilisation === null ? 'capacity is not known' : `busiest CDN then at ${percent(would.peakUtilisation, 0)} of its capacity`;
    out.replaceChildren(...lines, element('div', { class: would.refusedBy ? 'fault' : '' }, would.refusedBy ?? load));
    at('confirm').disabled = Boolean(would.refusedBy);
  } catch (error) {
    out.replaceChildren(element('div', { class: 'fault' }, error.message));
    at('confirm').disabled = true;
  }
}

async function attempt(action, said) {
  try {
    await action();
    toast(said);
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}

function toast(text) {
  at('toast').textContent = text;
  at('toast').classList.add('on');
  clearTimeout(view.toast);
  view.toast = setTimeout(() => at('toast').classList.remove('on'), 4000);
}
