// The demo's own room: faults that a visitor can inject into its imitation CDNs. Shown only when the
// page was opened by `./tidegate demo`, which names its control port in the address's fragment.
import { element } from './dom.js';

export class DemoRoom {
  constructor(base, root, toast) {
    this.base = base.replace(/\/$/, '');
    this.root = root;
    this.toast = toast;
  }

  async open() {
    try {
      const about = await this.#call('GET', '/demo');
      this.#form(about);
      this.root.hidden = false;
      setInterval(() => this.#list(), 2000);
      this.#list();
    } catch (error) {
      console.warn('demo:', error.message);
    }
  }

  async #call(method, path, body) {
    const answer = await fetch(this.base + path, {
      method,
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text || `HTTP ${answer.status}`);
    return text ? JSON.parse(text) : null;
  }

  #form(about) {
    const form = this.root.querySelector('form');
    const choice = (name, values) =>
      element('label', {}, name, element('select', { name }, ...values.map((v) => element('option', { value: v }, v))));
    form.replaceChildren(
      choice('kind', about.kinds),
      choice('cdn', about.cdns),
      choice('region', ['*', ...about.regions]),
      element('label', {}, 'severity', element('input', { name: 'severity', type: 'number', min: 1, max: 100, value: 10, title: 'percent' })),
      element('label', {}, 'seconds', element('input', { name: 'seconds', type: 'number', min: 5, max: 3600, value: 90 })),
      element('button', { class: 'danger' }, 'Inject'));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const fault = {
        kind: form.kind.value,
        cdn: form.cdn.value,
        region: form.region.value,
        severity: Number(form.severity.value) / 100,
        seconds: Number(form.seconds.value),
      };
      try {
        await this.#call('POST', '/demo/faults', fault);
        this.toast(`${fault.kind} on ${fault.cdn} for ${fault.seconds} s`);
      } catch (error) {
        this.toast(error.message);
      }
      this.#list();
    });
  }

  async #list() {
    try {
      const { faults = [] } = await this.#call('GET', '/demo');
      this.root.querySelector('ul').replaceChildren(
        ...faults.map((f) => element('li', {}, `${f.kind} on ${f.cdn} ${f.region === '*' ? 'everywhere' : `in ${f.region}`}, ${f.secondsLeft} s left`)));
    } catch {
      this.root.querySelector('ul').replaceChildren(element('li', { class: 'nothing' }, 'the demo has ended'));
    }
  }
}
