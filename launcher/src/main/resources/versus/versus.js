// Two worlds side by side: asks for the figures once a second and draws them.
import uPlot from './uplot.js';

// The operator page's colours: apart for colour-blind eyes, on light and dark ground.
const COLOURS = ['#3b82c4', '#e69f00', '#2a9d78', '#cc6fa8', '#8a63d2', '#d55e00'];
const at = (id) => document.getElementById(id);
const cards = [];
let last = null;

follow();

async function follow() {
  for (;;) {
    try {
      const answer = await fetch('figures');
      if (answer.ok) show(await answer.json());
    } catch {
      at('phase').textContent = last ? 'over' : 'waiting';
      at('phase').dataset.is = '';
    }
    await new Promise((resume) => setTimeout(resume, 1000));
  }
}

function show(figures) {
  last = figures;
  const cdns = Object.keys(figures.sides[0].load).sort();
  const second = figures.sides[0].seconds.at(-1) ?? 0;
  at('clock').textContent = clock(second);
  at('span').textContent = figures.loadSeconds;
  phase(figures, second);
  if (!cdns.length) return;
  if (!cards.length) {
    at('key').replaceChildren(...cdns.map((cdn, i) => keyed(cdn, COLOURS[i])));
    for (const side of figures.sides) cards.push(new Card(side, cdns));
  }
  const most = Math.max(1, ...figures.sides.map((side) => side.stalled.at(-1) ?? 0));
  figures.sides.forEach((side, i) => cards[i].show(side, figures, most));
}

function phase(figures, second) {
  const [text, state] = !figures.fault
    ? [`calm; ${figures.cdn} will fall ill`, '']
    : second < figures.fault.until
      ? [`5 % of ${figures.cdn}’s requests fail`, 'ill']
      : [`${figures.cdn} is well again`, 'well'];
  at('phase').textContent = text;
  at('phase').dataset.is = state;
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

function keyed(text, colour) {
  const span = document.createElement('span');
  const patch = document.createElement('i');
  patch.style.background = colour;
  span.append(patch, text);
  return span;
}

function make(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

class Card {
  constructor(side, cdns) {
    this.cdns = cdns;
    this.viewers = make('span');
    this.stalled = number('stalled minutes');
    this.peak = number('peak load on a healthy CDN');
    const places = ['stalled minutes so far', 'load over capacity', 'share of viewers, as published'].map((text) => {
      const place = make('div');
      return { place, figure: make('figure', '', make('figcaption', '', text), place) };
    });
    const root = make('section', side.ours ? 'side ours' : 'side',
      make('div', 'head', make('h2', '', side.name), this.viewers),
      make('div', 'numbers', this.stalled.root, this.peak.root),
      ...places.map((p) => p.figure));
    root.dataset.side = side.name;
    at('sides').append(root);
    this.places = places.map((p) => p.place);
    this.fault = null;
    this.top = 1;
    const shade = { drawAxes: [(u) => this.shade(u)] };
    this.plots = [
      plot(this.places[0], ['stalled'], { range: () => [0, this.top * 1.1], colours: ['#8a63d2'], unit: '', hooks: shade }),
      plot(this.places[1], cdns, { range: (u, min, max) => [0, Math.max(1.1, (max ?? 0) * 1.05)], unit: '', hooks: { ...shade, draw: [limit] } }),
      plot(this.places[2], cdns, { range: [0, 100], unit: ' %', hooks: shade }),
    ];
    new ResizeObserver(() => this.plots.forEach((p, i) => p.setSize(size(this.places[i])))).observe(root);
  }

  show(side, figures, most) {
    this.fault = figures.fault ?? null;
    this.top = most;
    this.length = figures.length;
    this.viewers.textContent = `${side.viewers.at(-1) ?? 0} viewers`;
    this.stalled.value.textContent = side.stalledMinutes.toFixed(1);
    this.peak.value.textContent = side.peakHealthy.toFixed(2);
    this.peak.root.dataset.is = side.peakHealthy > 1 ? 'ill' : side.peakHealthy > 0 ? 'well' : '';
    const [a, b] = figures.sides.map((s) => s.stalledMinutes);
    const least = side.stalledMinutes === Math.min(a, b);
    this.stalled.root.dataset.is = a === b ? '' : least ? 'well' : 'ill';
    const times = side.seconds;
    const padded = (values) => [...new Array(Math.max(0, times.length - values.length)).fill(null), ...values];
    this.plots[0].setData([times, side.stalled]);
    this.plots[1].setData([times, ...this.cdns.map((cdn) => padded(side.load[cdn] ?? []))]);
    this.plots[2].setData([times, ...this.cdns.map((cdn) => padded(side.shares[cdn] ?? []).map((s) => (s === null ? null : s * 100)))]);
    for (const p of this.plots) p.setScale('x', { min: 0, max: figures.length });
  }

  /** The time of the fault, behind the lines. */
  shade(u) {
    if (!this.fault) return;
    const from = u.valToPos(Math.max(0, this.fault.from), 'x', true);
    const until = u.valToPos(Math.min(this.fault.until, this.length), 'x', true);
    u.ctx.save();
    u.ctx.fillStyle = 'rgba(213, 60, 50, .09)';
    u.ctx.fillRect(from, u.bbox.top, until - from, u.bbox.height);
    u.ctx.restore();
  }
}

function number(text) {
  const value = make('b', '', '0');
  return { value, root: make('div', 'number', value, make('span', '', text)) };
}

/** Where capacity ends. */
function limit(u) {
  const y = u.valToPos(1, 'y', true);
  u.ctx.save();
  u.ctx.strokeStyle = 'rgba(213, 60, 50, .8)';
  u.ctx.setLineDash([6, 4]);
  u.ctx.beginPath();
  u.ctx.moveTo(u.bbox.left, y);
  u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
  u.ctx.stroke();
  u.ctx.restore();
}

/** A third of what the window leaves, within reason. */
const size = (place) => ({
  width: Math.max(200, place.clientWidth),
  height: Math.min(220, Math.max(120, Math.round((window.innerHeight - 420) / 3))),
});

function plot(place, names, { range, unit, hooks, colours = COLOURS }) {
  const ink = getComputedStyle(place.parentElement.querySelector('figcaption')).color;
  const grid = { stroke: 'rgba(128,128,128,.18)', width: 1 };
  const axis = { stroke: ink, grid, ticks: grid, font: '11px system-ui, sans-serif' };
  return new uPlot(
    {
      ...size(place),
      cursor: { drag: { setScale: false } },
      scales: { x: { time: false, auto: false }, y: { range } },
      axes: [
        { ...axis, size: 28, space: 60, incrs: [15, 30, 60, 120, 300, 600], values: (u, ticks) => ticks.map(clock) },
        { ...axis, size: 48, values: (u, v) => v.map((n) => `${n}${unit}`) },
      ],
      series: [{}, ...names.map((label, i) => ({ label, stroke: colours[i], width: 2, points: { show: false }, spanGaps: true }))],
      hooks,
    },
    [[], ...names.map(() => [])],
    place,
  );
}
