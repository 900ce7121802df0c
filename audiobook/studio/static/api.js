// Talks to the studio's server. All addresses are relative to the page's, which has the token.

export class Refused extends Error {}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused('The studio isn’t running any more. Start it again in the terminal; nothing is lost.');
  }
  const isJson = (response.headers.get('content-type') || '').startsWith('application/json');
  const body = isJson ? await response.json() : null;
  if (!response.ok) throw new Refused(body?.message || `That didn’t work (${response.status}).`);
  return body;
}

export const get = path => request(`api/${path}`);

export const post = (path, body = {}) => request(`api/${path}`, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
});

export const upload = (path, file) => request(`api/${path}`, { method: 'POST', body: file });

// Events of the server: each has a type and an object. They come again after a lost connection.
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
  source.onopen = () => onState(true);
  source.onerror = () => onState(false);
  for (const type of handlers.keys()) listen(type);
}
