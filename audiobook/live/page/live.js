// Plays chapters while they are spoken. The server sends a chapter as one stream from any line on; which lines it has sent,
// and when each of them starts, it tells on request.
const POLL_MS = 1000, SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const sound = byId('sound'), text = byId('text'), list = byId('chapters');
// Safari takes sound of unknown length only as HLS; other browsers say that they take it, and some then don't.
const takesPlaylists = /Apple/.test(navigator.vendor) && sound.canPlayType('application/vnd.apple.mpegurl') !== '';
let book = {chapters: []}, at = null, stream = null, shown = '', current = null, wantsToPlay = false;

const chapterAt = number => book.chapters.find(chapter => chapter.number === number);
const neighbour = step => book.chapters[book.chapters.findIndex(chapter => chapter.number === at) + step];

async function ask(path) {
  const response = await fetch(path, {cache: 'no-store'});
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function refresh() {
  try {
    book = await ask('book');
    showBook();
    if (at === null && book.chapters.length) choose(book.chapters[0].number);
    if (at !== null) await showText();
    await followStream();
  } catch { /* the program has ended, or is busy */ showSilence(); }
  setTimeout(refresh, POLL_MS);
}

function showSilence() {
  byId('done').hidden = true;
  byId('news').textContent = book.complete ? 'The album is finished. It’s in the studio, and in “audiobook serve”.'
    : 'The program that makes this album doesn’t answer.';
}

function showBook() {
  const made = book.chapters.filter(chapter => chapter.made).length, all = book.chapters.length;
  if (book.title) {
    byId('title').textContent = book.title;
    byId('author').textContent = book.author && `by ${book.author}`;
    document.title = book.title;
    text.lang = list.lang = book.language;
  }
  const news = book.complete || !all ? '' : `${made} of ${all} chapters are finished. You can start anywhere: what you choose is spoken next.`;
  if (byId('news').textContent !== news) byId('news').textContent = news;
  byId('done').hidden = !book.complete || !book.album;
  byId('album').href = book.album;
  while (list.children.length > all) list.lastChild.remove();
  book.chapters.forEach((chapter, index) => {
    const item = list.children[index] || list.appendChild(create('li', '', createButton('', '', () => open(book.chapters[index].number, '', true))));
    const state = chapter.made ? 'finished' : `about ${Math.max(1, Math.round(chapter.words / 155))} min`;
    if (item.dataset.state !== `${chapter.title} ${state}`) {
      item.dataset.state = `${chapter.title} ${state}`;
      item.firstChild.replaceChildren(create('span', '', chapter.title), create('span', 'quiet', state));
    }
    if (chapter.number === at) item.firstChild.setAttribute('aria-current', 'true'); else item.firstChild.removeAttribute('aria-current');
  });
}

function choose(number) {
  at = number;
  shown = '';
  text.replaceChildren();
  current = null;
  byId('playing').textContent = chapterAt(number).title;
  byId('previous').disabled = !neighbour(-1);
  byId('next').disabled = !neighbour(1);
  showBook();
}

async function showText() {
  const number = at, chapter = await ask(`chapter/${number}`), version = JSON.stringify(chapter.lines);
  if (number !== at || version === shown) return;
  shown = version;
  const speakers = new Map(), paragraphs = new Map();
  for (const [paragraph, part, words, speaker, kind, opens] of chapter.lines) {
    if (!paragraphs.has(paragraph)) paragraphs.set(paragraph, create('p', [kind, opens ? 'scene' : ''].join(' ').trim()));
    if (speaker && !speakers.has(speaker)) speakers.set(speaker, speakers.size % 24);
    const line = create('span', speaker ? `who-${speakers.get(speaker)}` : '', words);
    line.dataset.place = `${paragraph}.${part}`;
    if (speaker) line.title = speaker;
    paragraphs.get(paragraph).append(line, ' ');
  }
  text.replaceChildren(...paragraphs.values());
  current = null;
  showLine();
}

// The sound of a chapter, from the line after a place on.
function open(number, after, play) {
  choose(number);
  const name = Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(36)).join('').slice(0, 24);
  stream = {name, lines: [], ended: false};
  sound.src = `${name}/${number}${takesPlaylists ? '/list.m3u8' : '.mp3'}?after=${after}`;
  sound.playbackRate = sound.defaultPlaybackRate = Number(byId('speed').value);
  if (play) start();
  showText().catch(() => {});
}

function start() {
  wantsToPlay = true;
  if (!stream && at !== null) return open(at, '', true);
  sound.play().catch(error => { if (error.name === 'NotAllowedError') byId('playing').textContent = 'Press Play to start'; });
}

async function followStream() {
  if (!stream || stream.ended) return;
  const asked = stream, found = await ask(`lines/${asked.name}?since=${asked.lines.length}`).catch(() => null);
  if (!found || asked !== stream) return;
  asked.lines.push(...found.lines);
  asked.ended = found.ended;
  showLine();
}

function showLine() {
  if (!stream) return;
  const line = stream.lines.findLast(([, , start]) => start <= sound.currentTime + 0.05);
  const element = line && text.querySelector(`[data-place="${line[0]}.${line[1]}"]`);
  if (!element || element === current) return;
  if (current) current.classList.remove('now');
  current = element;
  current.classList.add('now');
  const box = current.getBoundingClientRect();
  if (box.top < 0 || box.bottom > innerHeight - 160) current.scrollIntoView({block: 'center'});
}

// The place before a line: a stream begins after it.
function placeBefore(element) {
  const [paragraph, part] = element.dataset.place.split('.').map(Number);
  return `${paragraph}.${part - 1}`;
}

for (const speed of SPEEDS) byId('speed').append(new Option(`${speed}×`, String(speed), speed === 1, speed === 1));
byId('speed').addEventListener('change', event => { sound.playbackRate = sound.defaultPlaybackRate = Number(event.target.value); });
const toggle = () => { if (sound.paused) start(); else { wantsToPlay = false; sound.pause(); } };
const go = step => { const chapter = neighbour(step); if (chapter) open(chapter.number, '', wantsToPlay); };
byId('play').addEventListener('click', toggle);
byId('previous').addEventListener('click', () => go(-1));
byId('next').addEventListener('click', () => go(1));
text.addEventListener('click', event => {
  const line = event.target.closest('[data-place]');
  if (line) open(at, placeBefore(line), true);
});
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('button, select, a')) return;
  const action = {' ': toggle, '[': () => go(-1), ']': () => go(1)}[event.key];
  if (action) { event.preventDefault(); action(); }
});
sound.addEventListener('timeupdate', showLine);
sound.addEventListener('ended', () => go(1));
for (const name of ['play', 'pause']) sound.addEventListener(name, () => { byId('play').textContent = sound.paused ? 'Play' : 'Pause'; });
for (const name of ['waiting', 'stalled']) sound.addEventListener(name, () => { if (!sound.paused) byId('play').textContent = 'Speaking…'; });
sound.addEventListener('playing', () => { byId('play').textContent = 'Pause'; });
if ('mediaSession' in navigator) {
  navigator.mediaSession.setActionHandler('play', start);
  navigator.mediaSession.setActionHandler('pause', toggle);
  navigator.mediaSession.setActionHandler('nexttrack', () => go(1));
  navigator.mediaSession.setActionHandler('previoustrack', () => go(-1));
}
refresh();
