// The service worker of `audiobook serve`. Pages with their text, and pictures: from the server, else from what was seen
// before. Sound: from the server, else from what the page has put aside; nothing is put aside here.
const PAGES = 'audiobook:pages', SOUND = ['audiobook:kept', 'audiobook:played'];
const SEEN = /(\/|\.html|\.jpe?g|\.png|\.webmanifest)$/;
// A server that cannot be reached may be silent for minutes; after so many milliseconds a copy serves.
const PATIENCE = 3000;
const RANGE = /^bytes=(\d*)-(\d*)$/;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => {
  const {request} = event, url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(self.registration.scope)) return;
  event.respondWith(SEEN.test(url.pathname) ? answerPage(event, url) : answerSound(request));
});

async function answerPage(event, url) {
  const cache = await caches.open(PAGES), key = url.origin + url.pathname.replace(/\/index\.html$/, '/');
  const copy = await cache.match(key), coming = fetch(event.request);
  event.waitUntil(coming.then(answer => answer.status === 200 && cache.put(key, answer.clone())).catch(() => {}));
  return preferNetwork(coming, copy);
}

async function answerSound(request) {
  const copy = await findSound(request.url);
  return preferNetwork(fetch(request), copy && (() => cutRange(copy, request.headers.get('Range'))));
}

async function findSound(address) {
  for (const name of SOUND) {
    const copy = await (await caches.open(name)).match(address);
    if (copy) return copy;
  }
  return undefined;
}

// The server's answer, or the copy where it does not come.
async function preferNetwork(coming, copy) {
  if (!copy) return coming;
  const late = new Promise(done => setTimeout(done, PATIENCE));
  const answer = await Promise.race([coming.catch(() => undefined), late]);
  return answer || (typeof copy === 'function' ? copy() : copy);
}

// Players ask for parts of a file.
async function cutRange(copy, range) {
  const match = RANGE.exec(range || '');
  if (!match) return copy;
  const whole = await copy.blob(), [, first, last] = match;
  const start = first ? Number(first) : Math.max(0, whole.size - Number(last));
  const end = first && last ? Math.min(Number(last), whole.size - 1) : whole.size - 1;
  if (start > end) return new Response(null, {status: 416, headers: {'Content-Range': `bytes */${whole.size}`}});
  const headers = {
    'Content-Type': copy.headers.get('Content-Type'), 'Content-Length': String(end - start + 1),
    'Content-Range': `bytes ${start}-${end}/${whole.size}`, 'Accept-Ranges': 'bytes',
  };
  return new Response(whole.slice(start, end + 1), {status: 206, headers});
}
