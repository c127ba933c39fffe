// Weights and health over time, one pair of charts a region.
import uPlot from './vendor/uplot/uPlot.esm.js';

/** How much is kept and shown, in seconds. */
export const SPAN = 900;

// Chosen to stay apart for colour-blind eyes, on light and dark ground.
const COLOURS = ['#3b82c4', '#e69f00', '#2a9d78', '#cc6fa8', '#8a63d2', '#d55e00', '#7a8793', '#b5a642'];

export const colour = (cdns, cdn) => COLOURS[[...cdns].sort().indexOf(cdn) % COLOURS.length];

/** What was seen of one region's CDNs: parallel arrays, oldest first, bounded by SPAN. */
export class History {
  times = [];
  series = new Map();

  /** Adds a moment; `values` maps a CDN to {weight, bad} (null where nothing is known). */
  add(seconds, values) {
    if (this.times.length && seconds <= this.times.at(-1)) return;
    for (const cdn of Object.keys(values)) {
      if (!this.series.has(cdn)) {
        const blank = () => this.times.map(() => null);
        this.series.set(cdn, { weight: blank(), bad: blank() });
      }
    }
    this.times.push(seconds);
    for (const [cdn, { weight, bad }] of this.series) {
      weight.push(values[cdn]?.weight ?? null);
      bad.push(values[cdn]?.bad ?? null);
    }
    while (this.times[0] < seconds - SPAN) {
      this.times.shift();
      for (const { weight, bad } of this.series.values()) {
        weight.shift();
        bad.shift();
      }
    }
  }

  /** Fills the past from decisions (newest first), so that a page opened late is not blank. */
  recall(decisions, weights, now) {
    if (this.times.length) return;
    const moments = [{ at: now, weights: { ...weights } }];
    const then = { ...weights };
    for (let i = 0; i < decisions.length; ) {
      const at = Date.parse(decisions[i].at) / 1000;
      if (at < now - SPAN) break;
      moments.push({ at, weights: { ...then } });
      for (; i < decisions.length && Date.parse(decisions[i].at) / 1000 === at; i++) {
        then[decisions[i].cdn] = decisions[i].from;
      }
      moments.push({ at: at - 0.5, weights: { ...then } });
    }
    moments.reverse();
    for (const moment of moments.slice(0, -1)) {
      const values = {};
      for (const [cdn, weight] of Object.entries(moment.weights)) {
        values[cdn] = { weight: weight / 100, bad: null };
      }
      this.add(moment.at, values);
    }
  }
}

/** Two charts that share a history; call `draw` after adding to it. */
export class Charts {
  #plots = [];
  #key = '';

  constructor(weightsAt, healthAt, history) {
    this.places = [weightsAt, healthAt];
    this.history = history;
    new ResizeObserver(() => this.#resize()).observe(weightsAt);
  }

  draw() {
    const cdns = [...this.history.series.keys()].sort();
    if (this.#key !== cdns.join()) this.#build(cdns);
    const { times, series } = this.history;
    this.#plots[0]?.setData([times, ...stacked(cdns.map((cdn) => series.get(cdn).weight))]);
    this.#plots[1]?.setData([times, ...cdns.map((cdn) => series.get(cdn).bad)]);
  }

  #build(cdns) {
    this.#key = cdns.join();
    this.#plots.forEach((plot) => plot.destroy());
    const bands = cdns.slice(1).map((_, i) => ({ series: [i + 1, i + 2] }));
    this.#plots = [
      plot(this.places[0], cdns, { bands, fill: true, range: [0, 100] }),
      plot(this.places[1], cdns, { range: (u, min, max) => [0, Math.max(2, (max ?? 0) * 1.15)] }),
    ];
  }

  #resize() {
    this.#plots.forEach((plot, i) => plot.setSize(size(this.places[i])));
  }
}

/** Top line first: the first CDN's line is the sum of all, so that bands between lines are shares. */
function stacked(weights) {
  const sums = [];
  let below = null;
  for (let i = weights.length - 1; i >= 0; i--) {
    const under = below;
    below = weights[i].map((w, t) => (w === null ? null : w + (under ? (under[t] ?? 0) : 0)));
    sums[i] = below;
  }
  return sums;
}

const size = (place) => ({ width: Math.max(200, place.clientWidth), height: 150 });

function plot(place, cdns, { bands = [], fill = false, range }) {
  const ink = getComputedStyle(place.closest('.chart').querySelector('figcaption')).color;
  const grid = { stroke: 'rgba(128,128,128,.18)', width: 1 };
  const axis = { stroke: ink, grid, ticks: grid, font: '11px system-ui, sans-serif' };
  const clock = (u, ticks) => ticks.map((t) => new Date(t * 1000).toTimeString().slice(0, 8));
  return new uPlot(
    {
      ...size(place),
      cursor: { drag: { setScale: false } },
      scales: { x: { range: (u, min, max) => [Math.max(min, max - SPAN), max] }, y: { range } },
      axes: [{ ...axis, values: clock, space: 70 }, { ...axis, size: 54, values: (u, v) => v.map((n) => `${n} %`) }],
      series: [
        {},
        ...cdns.map((cdn) => ({
          label: cdn,
          stroke: colour(cdns, cdn),
          width: fill ? 1 : 2,
          fill: fill ? `${colour(cdns, cdn)}b0` : undefined,
          points: { show: false },
          spanGaps: true,
        })),
      ],
      bands: bands.map((band, i) => ({ ...band, fill: `${colour(cdns, cdns[i])}b0` })),
    },
    [[], ...cdns.map(() => [])],
    place,
  );
}
