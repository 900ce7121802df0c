// Keyboard shortcuts, and the start of the page.
const help = byId('help'), keysChoice = byId('keys');
const MOVES_THE_PAGE = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']);
const KEYS = {
  ' ': toggle, k: toggle, j: () => skip(-STEP_BACK), l: () => skip(STEP_FORWARD),
  ArrowLeft: () => skip(-STEP_BACK), ArrowRight: () => skip(STEP_FORWARD), ',': () => step(-1), '.': () => step(1),
  '[': previous, ']': next, '<': () => changeSpeed(-1), '>': () => changeSpeed(1), f: follow, b: bookmarkCurrent,
  '/': openSearch, '+': () => changeTextSize(1), '-': () => changeTextSize(-1), '?': () => help.showModal(),
};
const WORD_FIELDS = 'input:not([type=checkbox], [type=range]), textarea, [contenteditable]';
let pressedByPointer = false;   // whether the focus came from a mouse or a finger

// Whether the focused element uses the key itself. A slider and a list of choices keep the keys that lead through them,
// up and down; left, right, space and the letters are the player's there, too. A button that was clicked with a mouse
// does not keep the space bar; one that was reached by keyboard does.
function isTaken(target, key) {
  if (target.closest(WORD_FIELDS)) return true;
  if (target.closest('select, input[type=range]')) return MOVES_THE_PAGE.has(key);
  return key === ' ' && !pressedByPointer && target.closest('button, a, summary, input') !== null;
}

// Keyboards of other alphabets: the letter that is printed at the same place.
function readKey(event) {
  const latin = /^Key([A-Z])$/.exec(event.code);
  if (event.key.length === 1 && event.key > '\x7f' && latin) return latin[1].toLowerCase();
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

function handleKey(event) {
  if (event.key === 'Tab') pressedByPointer = false;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !(event.target instanceof Element)) return;
  if (document.querySelector('dialog[open]') || isTaken(event.target, event.key)) return;
  if (event.key === 'Enter' && event.target instanceof HTMLSelectElement) return openChoice(event);
  if (MOVES_THE_PAGE.has(event.key)) return stopFollowing();
  const action = KEYS[readKey(event)];
  if (!action || (!preferences.keys && event.key !== '?')) return;
  event.preventDefault();
  action();
}

// Enter opens the list, since the space bar plays and pauses.
function openChoice(event) {
  event.preventDefault();
  try { event.target.showPicker(); } catch { /* a browser that cannot: up and down still choose */ }
}

function setUpKeys() {
  addEventListener('keydown', handleKey);
  addEventListener('pointerdown', () => { pressedByPointer = true; }, true);
  byId('help-button').addEventListener('click', () => help.showModal());
  byId('help-close').addEventListener('click', () => help.close());
  closeByBackdrop(help);
  keysChoice.checked = preferences.keys;
  keysChoice.addEventListener('change', () => { preferences.keys = keysChoice.checked; store(preferences); });
}

function collapseOnPhones() {
  if (matchMedia('(max-width: 899px)').matches && album.chapters.length > 6) byId('chapters').open = false;
  byId('playing').addEventListener('click', () => { byId('chapters').open = true; });
}

// Opens the place in the address, else the one where the reader stopped; the sentence there is shown at once.
function openFirst() {
  const linked = findLinked();
  const stored = album.chapters.findIndex(entry => entry.key === progress.at);
  const index = linked ? linked.index : Math.max(0, stored), time = linked ? linked.time : resumeTime(index);
  open(index, time, false);
  if (linked && stored >= 0) offerReturn({index: stored, time: resumeTime(stored)});
  if (!linked && !index && time <= chapter().start) return;
  untouched = false;
  reveal(true);
  // A long chapter is laid out where it is seen, and only then are its heights known.
  requestAnimationFrame(() => requestAnimationFrame(() => reveal(true)));
}

function playIfContinued() {
  if (location.hash !== '#continue') return;
  history.replaceState(null, '', location.pathname + location.search);
  start();
}

function initialize() {
  document.documentElement.classList.add('js');
  // The place where the reader stopped decides what is shown, not how far the page was scrolled.
  history.scrollRestoration = 'manual';
  byId('dock').hidden = false;
  // An album opened as a file may have no library above it; a served one has.
  byId('library').hidden = location.protocol === 'file:';
  fillChoices();
  setUpSound();
  setUpControls();
  setUpTextOptions();
  setUpText();
  setUpPlaces();
  setUpSearch();
  setUpBookmarks();
  setUpCopyButtons();
  setUpKeys();
  setUpMediaSession();
  setUpOffline();
  collapseOnPhones();
  openFirst();
  playIfContinued();
}

if (album.chapters.length) initialize();
