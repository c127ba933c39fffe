// The operator plane as this page uses it. Every failure is an Error whose message can be shown.

/** A client that carries the token on each call. */
export class Plane {
  #token;

  constructor(token) {
    this.#token = token;
  }

  /** GET, POST or DELETE; the body of a 2xx as JSON, or null if it has none. */
  async call(method, path, body) {
    const answer = await fetch(path, {
      method,
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await answer.text();
    const json = text ? JSON.parse(text) : null;
    if (!answer.ok) {
      const error = new Error(json?.detail ?? json?.title ?? `HTTP ${answer.status}`);
      error.status = answer.status;
      throw error;
    }
    return json;
  }

  /**
   * Follows the event stream for ever: `on(event, data)` for each event, `link(state)` when the
   * connection opens or closes. EventSource cannot send a token, so the stream is read by fetch.
   */
  async follow(on, link) {
    let last = null;
    for (let wait = 500; ; wait = Math.min(wait * 2, 5000)) {
      try {
        const headers = { Authorization: `Bearer ${this.#token}`, Accept: 'text/event-stream' };
        if (last) headers['Last-Event-ID'] = last;
        const answer = await fetch('/ops/v1/stream', { headers });
        if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
        link('open');
        wait = 500;
        for await (const event of events(answer.body)) {
          if (event.id) last = event.id;
          if (event.data) on(event.event ?? 'message', JSON.parse(event.data));
        }
      } catch (error) {
        console.warn('stream:', error.message);
      }
      link('closed');
      await new Promise((resume) => setTimeout(resume, wait));
    }
  }
}

/** Splits a text/event-stream body into its events. */
async function* events(body) {
  let rest = '';
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    rest += piece.replaceAll('\r\n', '\n');
    for (let end; (end = rest.indexOf('\n\n')) >= 0; rest = rest.slice(end + 2)) {
      yield event(rest.slice(0, end));
    }
  }
}

function event(block) {
  const found = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    found[name] = name === 'data' && found.data ? `${found.data}\n${value}` : value;
  }
  return found;
}
