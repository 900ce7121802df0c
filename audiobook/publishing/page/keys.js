// Keyboard shortcuts, stored preferences, and the start of the page.
const help = byId('help'), keysChoice = byId('keys'), namesChoice = byId('names');
const MOVES_THE_PAGE = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']);
const KEYS = {
  ' ': toggle, k: toggle, j: () => skip(-STEP_BACK), l: () => skip(STEP_FORWARD),
  ArrowLeft: () => skip(-STEP_BACK), ArrowRight: () => skip(STEP_FORWARD), ',': () => step(-1), '.': () => step(1),
  '[': previous, ']': next, '<': () => changeSpeed(-1), '>': () => changeSpeed(1), f: follow, '?': () => help.showModal(),
};

// Whether the focused element uses the key itself, such as a text field.
function isTaken(target, key) {
  if (target.closest('input:not([type=checkbox]), select, textarea, [contenteditable]')) return true;
  return key === ' ' && target.closest('button, a, summary, input') !== null;
}

function setUpKeys() {
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || !(event.target instanceof Element)) return;
    if (isTaken(event.target, event.key)) return;
    if (MOVES_THE_PAGE.has(event.key)) return stopFollowing();
    const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || (!preferences.keys && event.key !== '?')) return;
    event.preventDefault();
    action();
  });
  byId('help-button').addEventListener('click', () => help.showModal());
  byId('help-close').addEventListener('click', () => help.close());
  help.addEventListener('click', event => { if (event.target === help) help.close(); });
}

function setUpPreferences() {
  keysChoice.checked = preferences.keys;
  keysChoice.addEventListener('change', () => { preferences.keys = keysChoice.checked; store(preferences); });
  const showNames = on => document.documentElement.classList.toggle('with-names', on);
  showNames(preferences.names ?? true);
  if (!namesChoice) return;
  namesChoice.checked = preferences.names ?? true;
  namesChoice.addEventListener('change', () => { preferences.names = namesChoice.checked; showNames(preferences.names); store(preferences); });
}

function collapseOnPhones() {
  if (matchMedia('(max-width: 899px)').matches && album.chapters.length > 6) byId('chapters').open = false;
  byId('playing').addEventListener('click', () => { byId('chapters').open = true; });
}

function initialize() {
  document.documentElement.classList.add('js');
  byId('dock').hidden = false;
  // An album opened as a file may have no library above it; a served one has.
  byId('library').hidden = location.protocol === 'file:';
  const index = Math.max(0, album.chapters.findIndex(entry => entry.key === progress.at));
  fillChoices();
  setUpSound();
  setUpControls();
  setUpText();
  setUpKeys();
  setUpPreferences();
  setUpMediaSession();
  collapseOnPhones();
  open(index, resumeTime(index), false);
}

if (album.chapters.length) initialize();
