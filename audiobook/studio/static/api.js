// Talks to the studio's server. Addresses are relative to the page's, which has the token.

export class Refused extends Error {}

export const LOST = 'The studio has stopped. Start it again with “audiobook studio”, and this page goes on. Nothing is lost.';
const MOVED = 'The studio has a new address: see the terminal.';

// The answer to a request, unless it is a refusal.
export async function send(address, options) {
  const response = await fetch(address, options).catch(() => { throw new Refused(LOST); });
  if (response.ok) return response;
  const { message } = await response.json().catch(() => ({}));
  throw new Refused(message || (response.status === 404 ? MOVED : `That didn’t work (${response.status}).`));
}

const request = async (path, options) => (await send(`api/${path}`, options)).json();

export const get = path => request(path);

export const asJson = body => ({
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
});

export const post = (path, body = {}) => request(path, asJson(body));

export const upload = (path, file) => request(path, { method: 'POST', body: file });

// Events of the server: each has a type and an object. “connected” comes, without one, after each lost connection, too.
const handlers = new Map();
let source = null;

export function on(type, handler) {
  if (!handlers.has(type)) {
    handlers.set(type, new Set());
    if (source) listen(type);
  }
  handlers.get(type).add(handler);
  return () => handlers.get(type).delete(handler);
}

function listen(type) {
  source.addEventListener(type, event => handlers.get(type).forEach(handle => handle(JSON.parse(event.data))));
}

export function connect(onState) {
  source = new EventSource('api/events');
  source.onopen = () => {
    onState(true);
    handlers.get('connected')?.forEach(handle => handle());
  };
  source.onerror = () => {
    onState(false);
    // Browsers try again by themselves, but not after a refusal.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 3000, onState);
  };
  for (const type of handlers.keys()) listen(type);
  // Browsers open six connections to a server; hidden pages would hold them all.
  document.onvisibilitychange = () => {
    if (document.hidden) source.close();
    else if (source.readyState === EventSource.CLOSED) connect(onState);
  };
}
