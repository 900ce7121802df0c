// The keyboard, the choices that are kept, and the beginning of it all.
const help = byId('help'), keysChoice = byId('keys'), namesChoice = byId('names');
const MOVES_THE_PAGE = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']);
const KEYS = {
  ' ': toggle, k: toggle, j: () => skip(-STEP_BACK), l: () => skip(STEP_ON),
  ArrowLeft: () => skip(-STEP_BACK), ArrowRight: () => skip(STEP_ON), ',': () => step(-1), '.': () => step(1),
  '[': previous, ']': next, '<': () => changeSpeed(-1), '>': () => changeSpeed(1), f: follow, '?': () => help.showModal(),
};

// Whether a key belongs to what has the focus: words are typed there, or it has keys of its own.
function isTaken(target, key) {
  if (target.closest('input:not([type=checkbox]), select, textarea, [contenteditable]')) return true;
  return key === ' ' && target.closest('button, a, summary, input') !== null;
}

function heedKeys() {
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || !(event.target instanceof Element)) return;
    if (isTaken(event.target, event.key)) return;
    if (MOVES_THE_PAGE.has(event.key)) return letGo();
    const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || (!habits.keys && event.key !== '?')) return;
    event.preventDefault();
    action();
  });
  byId('help-button').addEventListener('click', () => help.showModal());
  byId('help-close').addEventListener('click', () => help.close());
  help.addEventListener('click', event => { if (event.target === help) help.close(); });
}

function heedChoices() {
  keysChoice.checked = habits.keys;
  keysChoice.addEventListener('change', () => { habits.keys = keysChoice.checked; keep(habits); });
  const showNames = on => document.documentElement.classList.toggle('with-names', on);
  showNames(habits.names ?? true);
  if (!namesChoice) return;
  namesChoice.checked = habits.names ?? true;
  namesChoice.addEventListener('change', () => { habits.names = namesChoice.checked; showNames(habits.names); keep(habits); });
}

function foldOnPhones() {
  if (matchMedia('(max-width: 899px)').matches && album.chapters.length > 6) byId('chapters').open = false;
  byId('playing').addEventListener('click', () => { byId('chapters').open = true; });
}

function begin() {
  document.documentElement.classList.add('js');
  byId('dock').hidden = false;
  // A folder by itself may have no library around it; what is served has.
  byId('library').hidden = location.protocol === 'file:';
  const index = Math.max(0, album.chapters.findIndex(one => one.key === kept.at));
  fillChoices();
  heedSound();
  heedControls();
  heedReader();
  heedKeys();
  heedChoices();
  heedLockScreen();
  foldOnPhones();
  open(index, wanted(index), false);
}

if (album.chapters.length) begin();
