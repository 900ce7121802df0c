// Under `audiobook serve`: what was kept on this device can be heard without the server, by the help of its service worker.
const KEPT = 'audiobook:kept', PLAYED = 'audiobook:played';
const MAX_PLAYED = 5, MAX_PLAYED_BYTES = 100e6;

const soundFiles = [...new Map(album.chapters.map(entry => [entry.file, entry.size]))].map(([file, size]) => ({url: new URL(file, location.href).href, size}));
let offlineReady = false;

async function setUpOffline() {
  offlineReady = await registerWorker();
  if (!offlineReady) return;
  byId('keep').hidden = false;
  byId('keep').addEventListener('click', toggleKept);
  await showKept();
  await refreshKept();
}

async function findKept() {
  const cache = await caches.open(KEPT), found = await Promise.all(soundFiles.map(({url}) => cache.match(url)));
  return soundFiles.filter((_, place) => found[place]);
}

async function showKept() {
  const kept = await findKept(), isKept = kept.length === soundFiles.length;
  byId('keep').dataset.kept = isKept ? 'yes' : '';
  byId('keep').textContent = isKept ? 'Remove from this device' : kept.length ? 'Go on keeping on this device' : 'Keep on this device';
  byId('kept').textContent = isKept ? 'kept: plays without a network' : '';
}

async function toggleKept() {
  byId('keep').disabled = true;
  try {
    if (byId('keep').dataset.kept) await removeKept(); else await keepAll();
  } catch (error) {
    announce(error.name === 'QuotaExceededError' ? 'There is not enough space on this device' : 'Interrupted. Is the server still running?');
  }
  byId('keep').disabled = false;
  await showKept();
}

async function keepAll() {
  await navigator.storage?.persist?.();
  const cache = await caches.open(KEPT), kept = new Set((await findKept()).map(({url}) => url));
  for (const [place, {url}] of soundFiles.entries()) {
    byId('kept').textContent = `${place + 1} of ${soundFiles.length}…`;
    if (!kept.has(url)) await cache.add(url);
  }
}

async function removeKept() {
  const cache = await caches.open(KEPT);
  for (const {url} of soundFiles) await cache.delete(url);
}

// A chapter that was made again since it was kept is fetched anew.
async function refreshKept() {
  const cache = await caches.open(KEPT);
  for (const {url} of await findKept()) {
    try {
      const [old, current] = [await cache.match(url), await fetch(url, {method: 'HEAD'})];
      if (current.ok && current.headers.get('ETag') !== old.headers.get('ETag')) await cache.add(url);
    } catch { return; /* without the server, what is kept is all there is */ }
  }
}

// The last few files that were played are kept, too, unless the reader saves data.
async function keepPlayed() {
  const file = soundFiles.find(({url}) => url === sound.src);
  if (!offlineReady || !file || file.size > MAX_PLAYED_BYTES || navigator.connection?.saveData) return;
  try {
    if (await (await caches.open(KEPT)).match(file.url)) return;
    const cache = await caches.open(PLAYED);
    if (await cache.match(file.url)) return;
    await cache.add(file.url);
    for (const old of (await cache.keys()).slice(0, -MAX_PLAYED)) await cache.delete(old);
  } catch { /* no space, or the server has gone: it was only a convenience */ }
}
