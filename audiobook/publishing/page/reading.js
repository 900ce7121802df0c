// The text: one chapter at a time, the sentence that is heard marked, a click on a sentence goes there.
const text = byId('text'), followButton = byId('follow');
// More paragraphs than this are not laid out all at once.
const LONG = 600;
const KINDS = {s: 'speech', t: 'thought', h: 'heading', o: 'note'};
let sentences = [];   // [start, end, element] in the order of their times
let marked = -1;
let following = true;
let timer = 0;
let atRest = true;     // until somebody plays or goes somewhere, the page shows its beginning

function made(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function showText() {
  const data = JSON.parse(byId(`text-${at}`).textContent);
  sentences = [];
  marked = -1;
  following = true;
  followButton.hidden = true;
  const headed = data.text.length > 0 && isHeading(data.text[0]);
  const body = data.text.map((paragraph, place) => paragraphOf(paragraph, headed && place === 0));
  const before = data.notes.filter(note => note[0] === 'head'), after = data.notes.filter(note => note[0] !== 'head');
  const title = headed ? body.splice(0, 1) : [made('h2', '', chapter().title)];
  text.replaceChildren(...title, ...before.map(noteOf), ...body, ...after.map(noteOf));
  text.classList.toggle('long', body.length > LONG);
  if (!data.text.length) text.append(made('p', 'quiet', 'There is no text to read along with here.'));
}

const isHeadingRun = run => Array.isArray(run) && run[1] === 'h';
const isHeading = paragraph => Array.isArray(paragraph) && paragraph.every(([, , ...runs]) => runs.every(isHeadingRun));

function noteOf([, ...paragraphs]) {
  const note = made('details', 'authors-note', made('summary', '', 'Author’s note'));
  note.append(...paragraphs.map(one => made('p', '', one)));
  return note;
}

// A paragraph with, beside it, who speaks in it; 0 stands for a scene break.
function paragraphOf(paragraph, isTitle) {
  if (paragraph === 0) return made('hr');
  const block = made(isTitle ? 'h2' : 'p', isHeading(paragraph) && !isTitle ? 'heading' : '');
  const names = new Map();
  for (const [start, end, ...runs] of paragraph) {
    const sentence = made('span', 'sentence');
    sentence.dataset.start = start;
    runs.forEach((run, place) => sentence.append(...(place && !isTight(run) ? [' '] : []), runOf(run, names)));
    sentences.push([start, end, sentence]);
    block.append(sentence, ' ');
  }
  if (names.size) block.prepend(namesOf(names));
  return block;
}

const isTight = run => Array.isArray(run) && run[3] === 1;

function runOf(run, names) {
  if (typeof run === 'string') return run;
  const [words, kind, who] = run, span = made('span', KINDS[kind], words);
  if (who >= 0) {
    span.classList.add(`who-${who}`);
    span.title = album.speakers[who];
    names.set(who, album.speakers[who]);
  }
  return span;
}

function namesOf(names) {
  const label = made('span', 'names');
  [...names].forEach(([who, name], place) => label.append(...(place ? [', '] : []), made('span', `who-${who}`, name)));
  label.append(made('span', 'unseen', ': '));
  return label;
}

// The place among the sentences: the last one that has begun, -1 before the first.
function sentenceAt(time) {
  let low = 0, high = sentences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sentences[middle][0] <= time + 0.02) low = middle + 1; else high = middle;
  }
  return low - 1;
}

function showPlace() {
  const place = sentenceAt(now());
  if (place !== marked) mark(place);
  clearTimeout(timer);
  const coming = sentences[place + 1];
  // The browser tells the time four times a second; a sentence may begin in between.
  if (coming && !sound.paused) timer = setTimeout(showPlace, Math.max(30, 1000 * (coming[0] - now()) / sound.playbackRate));
}

function mark(place) {
  sentences[marked]?.[2].classList.remove('now');
  marked = place;
  sentences[marked]?.[2].classList.add('now');
  if (following) reveal();
}

// Scrolls only when the sentence leaves the middle of what can be seen, and never against the reader.
function reveal(always = false) {
  const element = sentences[marked]?.[2];
  if (!element || atRest) return;
  const box = element.getBoundingClientRect(), height = innerHeight - byId('dock').offsetHeight;
  if (always || box.top < height * 0.12 || box.bottom > height * 0.72) {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    scrollBy({top: box.top - height * 0.3, behavior: calm ? 'auto' : 'smooth'});
  }
}

function letGo() {
  if (marked < 0 || !following) return;
  following = false;
  followButton.hidden = false;
}

function follow() {
  following = true;
  followButton.hidden = true;
  reveal(true);
}

function step(by) {
  const place = Math.min(Math.max(0, sentenceAt(now()) + by), sentences.length - 1);
  if (sentences[place]) move(sentences[place][0]);
}

function heedReader() {
  text.addEventListener('click', event => {
    const sentence = event.target.closest('.sentence');
    if (!sentence || !getSelection().isCollapsed) return;
    following = true;
    followButton.hidden = true;
    move(Number(sentence.dataset.start));
    start();
  });
  for (const name of ['wheel', 'touchmove']) addEventListener(name, letGo, {passive: true});
  addEventListener('mousedown', event => { if (event.clientX >= document.documentElement.clientWidth) letGo(); });
  followButton.addEventListener('click', follow);
}
