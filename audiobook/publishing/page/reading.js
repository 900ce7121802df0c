// The text of one chapter at a time: the current sentence is highlighted, and a click on a sentence plays it.
const text = byId('text'), followButton = byId('follow');
// A chapter with more paragraphs than this is laid out only where it is visible.
const LONG_PARAGRAPHS = 600;
const KINDS = {s: 'speech', t: 'thought', h: 'heading', o: 'note'};
let sentences = [];   // [start, end, element] in the order of their times
let current = -1;
let following = true;
let timer = 0;
let untouched = true;     // until the reader plays or jumps, a page at the beginning of the book stays at its top

// The text of a chapter as the page brings it.
const readText = index => JSON.parse(byId(`text-${index}`).textContent);

function showText() {
  const data = readText(at);
  sentences = [];
  current = -1;
  following = true;
  followButton.hidden = true;
  const hasHeading = data.text.length > 0 && isHeading(data.text[0]);
  const body = data.text.map((paragraph, index) => renderParagraph(paragraph, data.places[index], hasHeading && index === 0));
  const before = data.notes.filter(note => note[0] === 'head'), after = data.notes.filter(note => note[0] !== 'head');
  const title = hasHeading ? body.splice(0, 1) : [create('h2', '', chapter().title)];
  text.replaceChildren(...title, ...before.map(renderNote), ...body, ...after.map(renderNote));
  text.classList.toggle('long', body.length > LONG_PARAGRAPHS);
  if (!data.text.length) text.append(create('p', 'quiet', 'This chapter has no text.'));
}

const isHeadingRun = run => Array.isArray(run) && run[1] === 'h';
const isHeading = paragraph => Array.isArray(paragraph) && paragraph.every(([, , ...runs]) => runs.every(isHeadingRun));

function renderNote([, ...paragraphs]) {
  const note = create('details', 'authors-note', create('summary', '', 'Author’s note'));
  note.append(...paragraphs.map(paragraph => create('p', '', paragraph)));
  return note;
}

// A paragraph with the names of its speakers and its line number; 0 stands for a scene break.
function renderParagraph(paragraph, number, isTitle) {
  if (paragraph === 0) return create('hr');
  const block = create(isTitle ? 'h2' : 'p', isHeading(paragraph) && !isTitle ? 'heading' : '');
  const names = new Map(), place = number ? `${chapter().number}:${number}` : String(chapter().number);
  for (const [start, end, ...runs] of paragraph) {
    const sentence = create('span', 'sentence');
    Object.assign(sentence.dataset, {start, place, number: block.childElementCount + 1});
    runs.forEach((run, place) => sentence.append(...(place && !joinsPrevious(run) ? [' '] : []), renderRun(run, names)));
    sentences.push([start, end, sentence]);
    block.append(sentence, ' ');
  }
  if (names.size) block.prepend(renderNames(names));
  if (number) block.append(renderPlace(place));
  return block;
}

function renderPlace(place) {
  const link = create('a', 'place', place);
  link.href = `#${place}`;
  return link;
}

const joinsPrevious = run => Array.isArray(run) && run[3] === 1;

function renderRun(run, names) {
  if (typeof run === 'string') return run;
  const [words, kind, who] = run, span = create('span', KINDS[kind], words);
  if (who >= 0) {
    span.classList.add(`who-${who}`);
    span.title = album.speakers[who];
    names.set(who, album.speakers[who]);
  }
  return span;
}

function renderNames(names) {
  const label = create('span', 'names');
  [...names].forEach(([who, name], place) => label.append(...(place ? [', '] : []), create('span', `who-${who}`, name)));
  label.append(create('span', 'unseen', ': '));
  return label;
}

// The index of the last sentence that has begun, -1 before the first.
function findSentence(time) {
  let low = 0, high = sentences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sentences[middle][0] <= time + 0.02) low = middle + 1; else high = middle;
  }
  return low - 1;
}

function showCurrentSentence() {
  const place = findSentence(now());
  if (place !== current) setCurrent(place);
  clearTimeout(timer);
  const coming = sentences[place + 1];
  // The browser reports the time four times a second; a sentence may begin in between.
  if (coming && !sound.paused) timer = setTimeout(showCurrentSentence, Math.max(30, 1000 * (coming[0] - now()) / sound.playbackRate));
}

function setCurrent(place) {
  sentences[current]?.[2].classList.remove('now');
  current = place;
  sentences[current]?.[2].classList.add('now');
  if (following) reveal();
}

// Scrolls only when the sentence leaves the middle of the window.
function reveal(always = false) {
  const element = sentences[current]?.[2];
  if (!element || untouched) return;
  const box = element.getBoundingClientRect(), height = innerHeight - byId('dock').offsetHeight;
  if (always || box.top < height * 0.12 || box.bottom > height * 0.72) {
    const reduceMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
    scrollBy({top: box.top - height * 0.3, behavior: reduceMotion ? 'auto' : 'smooth'});
  }
}

function stopFollowing() {
  if (current < 0 || !following) return;
  following = false;
  followButton.hidden = false;
}

function follow() {
  following = true;
  followButton.hidden = true;
  reveal(true);
}

function step(by) {
  const place = Math.min(Math.max(0, findSentence(now()) + by), sentences.length - 1);
  if (sentences[place]) seekTo(sentences[place][0]);
}

function setUpText() {
  text.addEventListener('click', event => {
    const sentence = event.target.closest('.sentence');
    if (!sentence || !getSelection().isCollapsed) return;
    following = true;
    followButton.hidden = true;
    seekTo(Number(sentence.dataset.start));
    start();
  });
  for (const name of ['wheel', 'touchmove']) addEventListener(name, stopFollowing, {passive: true});
  addEventListener('mousedown', event => { if (event.clientX >= document.documentElement.clientWidth) stopFollowing(); });
  followButton.addEventListener('click', follow);
}
