// Registers the service worker of `audiobook serve`. Pages opened from the disk, or by other servers, have none.
const PAGE_CACHE = 'audiobook:pages';

async function registerWorker() {
  // Browsers have service workers only under HTTPS and on the computer itself, not for http://192.168….
  if (!document.documentElement.classList.contains('served') || !navigator.serviceWorker || !window.caches) return false;
  const root = new URL('.', document.querySelector('link[rel=manifest]').href);
  try {
    await navigator.serviceWorker.register(new URL('worker.js', root), {scope: root.href});
    await navigator.serviceWorker.ready;
    await cacheThisPage(root);
    return true;
  } catch { return false; /* not allowed in this window */ }
}

// What came before the worker was there: the first page of a visit, its pictures, and the library.
async function cacheThisPage(root) {
  const cache = await caches.open(PAGE_CACHE), pictures = [...document.images].map(image => image.currentSrc).filter(address => address.startsWith(location.origin));
  const page = new URL(location.pathname.replace(/index\.html$/, ''), location.href).href;
  await Promise.all([...new Set([page, root.href, ...pictures])].map(async url => await cache.match(url) || cache.add(url)));
}
