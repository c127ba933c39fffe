const data = JSON.parse(document.getElementById('data').textContent);
const el = (name, props = {}, ...children) => {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
};
const style = getComputedStyle(document.documentElement);
const probe = document.body.appendChild(el('i'));
const css = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
const INK = { faint: css('--faint'), ill: css('--ill'), ours: css('--ours') };
probe.remove();

// Chosen to stay apart for colour-blind eyes, on light and dark ground.
const CDN = ['#3b82c4', '#e69f00', '#2a9d78', '#cc6fa8', '#8a63d2', '#d55e00', '#7a8793', '#b5a642'];
const OTHERS = ['#e69f00', '#2a9d78', '#d6499a', '#8a63d2', '#b5a642', '#5aa9c3', '#d9480f', '#6b8e23', '#7f5539', '#94a3b8'];
const policies = [...new Set(data.scenarios.flatMap((s) => s.policies.map((p) => p.name)))];
const policyColour = new Map();
let other = 0;
for (const name of policies) {
  const kind = data.kinds[name];
  policyColour.set(name, kind === 'ours' ? INK.ours : name === 'static' ? '#8794a2' : OTHERS[other++ % OTHERS.length]);
}
const isBound = (name) => data.kinds[name] === 'bound';
const isOurs = (name) => data.kinds[name] === 'ours';

const STATE = { unknown: 'transparent', healthy: '#4cb08055', suspect: '#f2b94b', draining: '#ff7b72', drained: '#c0322b', probation: '#8a63d2' };
const VERDICT = { none: '#4cb08033', cdn: '#e0453d', isp: '#8a63d2', origin: '#5aa9a3', client: '#cc6fa8', telemetry: '#8794a2', 'suspect-input': '#d55e00', capacity: '#f2b94b' };

const clock = (s) => {
  const t = Math.round(s), h = Math.floor(t / 3600), m = Math.floor(t / 60) % 60;
  return data.scenarios.some((x) => x.length > 7200) && h ? `${h}:${String(m).padStart(2, '0')} h` : `${Math.floor(t / 60)}:${String(t % 60).padStart(2, '0')}`;
};
const shown = (figure, value) => value === null || value === undefined ? '–' : value.toFixed(figure.decimals).replace(/^-(0\.?0*)$/, '$1');
const of = (scene, policy, key) => scene.policies.find((p) => p.name === policy)?.figures[key] ?? null;

// --- overview ---

/** How a value stands between the best and the worst of its row, as a tint. */
function tint(figure, value, row) {
  if (value === null || !figure.better) return '';
  const all = row.filter((v) => v !== null);
  const sign = figure.better === 'low' ? 1 : -1;
  const low = Math.min(...all.map((v) => v * sign)), high = Math.max(...all.map((v) => v * sign));
  if (high - low <= Math.abs(high) * 0.02 + 1e-9) return '';
  const soft = (v) => Math.log1p(9 * (v - low) / (high - low)) / Math.log(10);
  const bad = soft(value * sign);
  const hue = 150 - 142 * bad;
  return `background: hsl(${hue} 62% 50% / ${0.14 + 0.2 * Math.abs(bad - 0.5) * 2})`;
}

function overview() {
  const place = document.getElementById('overview');
  const choice = el('select', { ariaLabel: 'Figure' });
  data.figures.forEach((f) => choice.append(el('option', { value: f.key, textContent: f.title + (f.unit ? `, ${f.unit}` : '') })));
  const body = el('div', { className: 'scroll' });
  const draw = () => {
    const figure = data.figures.find((f) => f.key === choice.value);
    const head = el('tr', {}, el('th', { textContent: 'scenario' }),
      ...policies.map((p) => el('th', { textContent: p, className: isOurs(p) ? 'ours' : isBound(p) ? 'bound' : '' })));
    const rows = data.scenarios.map((scene, i) => {
      const values = policies.map((p) => of(scene, p, figure.key)?.mean ?? null);
      const field = values.filter((v, j) => v !== null && !isBound(policies[j]));
      const best = figure.better === 'high' ? Math.max(...field) : Math.min(...field);
      return el('tr', {}, el('th', {}, el('a', { href: `#scene-${i}`, textContent: scene.name + (scene.scale === 'normal' ? '' : ` · ${scene.scale}`) })),
        ...policies.map((p, j) => {
          const f = of(scene, p, figure.key);
          const cell = el('td', { className: values[j] !== null && figure.better && !isBound(p) && shown(figure, values[j]) === shown(figure, best) ? 'best' : '', textContent: shown(figure, values[j]) });
          cell.style.cssText = tint(figure, values[j], values);
          if (f && f.n > 1) cell.append(el('span', { className: 'pm', textContent: `±${shown(figure, f.sd)}` }));
          return cell;
        }));
    });
    body.replaceChildren(el('table', { className: 'matrix' }, el('thead', {}, head), el('tbody', {}, ...rows)));
    note.textContent = figure.about;
  };
  const note = el('p', { className: 'faint small' });
  choice.onchange = draw;
  place.append(el('div', { className: 'row' }, el('h2', { textContent: 'How they did' }), choice), note, body);
  draw();
}

// --- charts ---

const AXIS = { grid: { stroke: 'rgba(128,128,128,.16)', width: 1 }, ticks: { stroke: 'rgba(128,128,128,.16)', width: 1 }, stroke: INK.faint, font: '11px system-ui, sans-serif' };

/** Shades the times in which something was wrong. */
const faults = (scene) => ({
  hooks: {
    drawClear: [(u) => {
      const { ctx, bbox } = u;
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      ctx.clip();
      for (const fault of scene.incidents) {
        if (fault.chronic) continue;
        for (const [from, to] of fault.spans) {
          const a = u.valToPos(from, 'x', true), b = u.valToPos(to, 'x', true);
          ctx.fillStyle = 'rgba(224, 69, 61, .08)';
          ctx.fillRect(a, bbox.top, b - a, bbox.height);
        }
      }
      ctx.restore();
    }],
  },
});

function chart(place, scene, lines, { height, unit, range, bands = [], tip = true, mark }) {
  const times = Array.from({ length: lines[0].values.length }, (_, i) => i * scene.step);
  const box = el('div', { className: 'tip', hidden: true });
  const plot = new uPlot({
    width: Math.max(260, place.clientWidth), height,
    plugins: [faults(scene)],
    cursor: { sync: { key: scene.key }, drag: { x: true, y: false }, points: { size: 6 } },
    scales: { x: { time: false }, y: { range } },
    axes: [{ ...AXIS, values: (u, v) => v.map(clock), incrs: [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600], space: 56, size: 28 }, { ...AXIS, size: 52, values: (u, v) => v.map((n) => `${+n.toFixed(2)}${unit}`) }],
    series: [{}, ...lines.map((l) => ({ label: l.label, stroke: l.stroke, width: l.width ?? 1.6, fill: l.fill, dash: l.dash, points: { show: false }, spanGaps: true }))],
    bands,
    hooks: {
      draw: [(u) => {
        if (mark === undefined) return;
        const y = u.valToPos(mark, 'y', true);
        u.ctx.save();
        u.ctx.strokeStyle = INK.ill;
        u.ctx.globalAlpha = .7;
        u.ctx.setLineDash([4, 4]);
        u.ctx.beginPath();
        u.ctx.moveTo(u.bbox.left, y);
        u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
        u.ctx.stroke();
        u.ctx.restore();
      }],
      setCursor: tip ? [(u) => {
        const i = u.cursor.idx;
        if (i === null || i === undefined || u.cursor.left < 0 || !u.root.matches(':hover')) { box.hidden = true; return; }
        box.replaceChildren(clock(times[i]), ...lines.map((l) => el('div', { textContent: `${l.label}  ${(l.plain ?? l.values)[i]?.toFixed(2) ?? '–'}${unit}` })));
        box.hidden = false;
        const right = u.cursor.left > u.over.clientWidth * 0.6;
        box.style.left = right ? '' : `${u.cursor.left + 14}px`;
        box.style.right = right ? `${u.over.clientWidth - u.cursor.left + 14}px` : '';
        box.style.top = '8px';
      }] : [],
    },
  }, [times, ...lines.map((l) => l.values)], place);
  plot.over.append(box);
  new ResizeObserver(() => plot.setSize({ width: Math.max(260, place.clientWidth), height })).observe(place);
  return plot;
}

/** Top line first: the first CDN's line is the sum of all, so that bands between lines are shares. */
function shares(place, scene, trace) {
  const lines = scene.cdns.map((cdn, c) => ({ label: cdn, stroke: CDN[c % CDN.length], width: .8, fill: `${CDN[c % CDN.length]}c0`, plain: trace.published[c] }));
  let below = null;
  for (let c = lines.length - 1; c >= 0; c--) {
    const under = below;
    below = trace.published[c].map((v, t) => v + (under ? under[t] : 0));
    lines[c].values = below;
  }
  const bands = lines.slice(1).map((_, i) => ({ series: [i + 1, i + 2], fill: `${CDN[i % CDN.length]}c0` }));
  chart(place, scene, lines, { height: 130, unit: ' %', range: [0, 100], bands });
}

function loads(place, scene, trace) {
  const lines = scene.cdns.map((cdn, c) => ({ label: cdn, stroke: CDN[c % CDN.length], values: trace.load[c] }));
  const top = Math.max(1.05, ...trace.load.flat()) * 1.04;
  chart(place, scene, lines, { height: 120, unit: '', range: [0, top], mark: 1 });
}

function badTime(place, scene, shownPolicies) {
  const lines = scene.policies.filter((p) => p.trace && shownPolicies.has(p.name)).map((p) => ({
    label: p.name, stroke: policyColour.get(p.name), width: isOurs(p.name) ? 2.6 : 1.5, dash: isBound(p.name) ? [5, 4] : undefined, values: p.trace.bad,
  }));
  place.replaceChildren();
  if (!lines.length) return;
  const top = Math.max(1, ...lines.flatMap((l) => l.values)) * 1.08;
  chart(place, scene, lines, { height: 240, unit: ' %', range: [0, top] });
}

function ribbons(scene, rows, colours) {
  const place = el('div', { className: 'ribbons' });
  for (const [label, spans] of Object.entries(rows)) {
    const ribbon = el('div', { className: 'ribbon' });
    for (const [from, to, word] of spans) {
      const span = el('span', { title: `${word}, ${clock(from)} to ${clock(to)}` });
      span.style.cssText = `left:${100 * from / scene.length}%;width:${100 * (to - from) / scene.length}%;background:${colours[word] ?? '#888'}`;
      ribbon.append(span);
    }
    place.append(el('span', { textContent: label }), ribbon);
  }
  return place;
}

const legend = (words, colours) => el('div', { className: 'key' }, ...words.map((w) => {
  const dot = el('i');
  dot.style.background = colours[w];
  return el('span', {}, dot, w);
}));
const words = (rows) => [...new Set(Object.values(rows).flat().map((s) => s[2]))];

// --- one scenario ---

function figuresTable(scene) {
  const keys = data.figures.filter((f) => scene.policies.some((p) => p.figures[f.key]));
  const head = el('tr', {}, el('th', { textContent: 'policy' }), ...keys.map((f) => el('th', { title: f.about, textContent: f.short })));
  const rows = scene.policies.map((p) => el('tr', { className: isOurs(p.name) ? 'ours' : '' },
    el('th', { className: isBound(p.name) ? 'bound' : '' }, swatch(policyColour.get(p.name)), p.name),
    ...keys.map((f) => el('td', { textContent: shown(f, p.figures[f.key]?.mean ?? null), title: p.figures[f.key] && p.figures[f.key].n > 1 ? `${shown(f, p.figures[f.key].min)} to ${shown(f, p.figures[f.key].max)} over ${p.figures[f.key].n} seeds` : '' }))));
  return el('div', { className: 'scroll figures' }, el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows)));
}

function swatch(colour) {
  const dot = el('i');
  dot.style.cssText = `display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:7px;background:${colour}`;
  return dot;
}

function runCard(scene, policy) {
  const { trace } = policy;
  const share = el('div', { className: 'plot' }), load = el('div', { className: 'plot' });
  const bad = policy.figures.bad;
  const card = el('article', { className: `run ${isOurs(policy.name) ? 'ours' : ''}` },
    el('h3', {}, el('span', {}, swatch(policyColour.get(policy.name)), policy.name), el('span', { className: 'faint small', textContent: bad ? `${bad.mean.toFixed(2)} % bad` : '' })),
    el('figure', {}, el('figcaption', { textContent: 'weights published, % of viewers' }), share),
    el('figure', {}, el('figcaption', { textContent: 'load over capacity' }), load));
  if (Object.keys(trace.states).length) {
    card.append(el('figure', {}, el('figcaption', { textContent: 'states, the worst of all groups' }), ribbons(scene, trace.states, STATE), legend(words(trace.states), STATE)));
  }
  if (Object.keys(trace.verdicts).length) {
    card.append(el('figure', {}, el('figcaption', { textContent: 'verdicts' }), ribbons(scene, trace.verdicts, VERDICT), legend(words(trace.verdicts), VERDICT)));
  }
  if (trace.told.length) {
    card.append(el('details', {}, el('summary', { textContent: `what it decided: where each shift begins (${trace.decisions} decisions in all)` }),
      el('ol', { className: 'told' }, ...trace.told.map(([at, text]) => el('li', {}, el('time', { textContent: clock(at) }), el('span', { textContent: text }))))));
  }
  return { card, draw: () => { shares(share, scene, trace); loads(load, scene, trace); } };
}

function scenario(scene, i) {
  scene.key = `scene-${i}`;
  const traced = scene.policies.filter((p) => p.trace);
  const open = new Set(traced.filter((p) => isOurs(p.name) || data.open.includes(p.name)).map((p) => p.name));
  const overlay = el('div', { className: 'plot tall' });
  const runs = el('div', { className: 'runs' });
  const lines = new Set(traced.map((p) => p.name).filter((n) => !data.wild.includes(n)));
  const draw = () => {
    badTime(overlay, scene, new Set([...lines, ...open]));
    const cards = traced.filter((p) => open.has(p.name)).map((p) => runCard(scene, p));
    runs.replaceChildren(...cards.map((c) => c.card));
    cards.forEach((c) => c.draw());
  };
  const chips = el('div', { className: 'chips' }, el('span', { className: 'faint small', textContent: 'curves of' }), ...traced.map((p) => {
    const chip = el('button', { ariaPressed: String(open.has(p.name)) }, swatch(policyColour.get(p.name)), p.name);
    chip.onclick = () => {
      if (!open.delete(p.name)) open.add(p.name);
      chip.ariaPressed = String(open.has(p.name));
      draw();
    };
    return chip;
  }));
  const section = el('section', { className: 'card scene', id: scene.key },
    el('div', { className: 'row' }, el('h2', { textContent: scene.name }), el('span', { className: 'tag', textContent: `${scene.scale} · ${Math.round(scene.beacons)} beacons/s · ${scene.seeds.length} seed${scene.seeds.length > 1 ? 's' : ''}` })),
    scene.about ? el('p', { textContent: scene.about }) : null,
    scene.correct ? el('p', { className: 'faint', textContent: `Right would be: ${scene.correct}` }) : null,
    el('figure', {}, el('figcaption', { textContent: `bad time, % of viewers, seed ${scene.seeds[0]}; red ground: something is wrong` }), overlay,
      el('div', { className: 'key' }, ...traced.filter((p) => lines.has(p.name)).map((p) => el('span', {}, swatch(policyColour.get(p.name)), p.name)))),
    figuresTable(scene),
    chips,
    el('div', { className: 'key', style: 'margin-bottom:8px' }, ...scene.cdns.map((cdn, c) => el('span', {}, swatch(CDN[c % CDN.length]), cdn))),
    runs);
  // Drawn when it comes into sight: a page of all scenarios has hundreds of charts.
  new IntersectionObserver((seen, watch) => {
    if (seen.some((s) => s.isIntersecting)) {
      watch.disconnect();
      draw();
    }
  }, { rootMargin: '600px' }).observe(section);
  return section;
}

document.getElementById('summary').textContent = data.summary;
overview();
document.getElementById('scenes').append(...data.scenarios.map(scenario));
