// How the text is shown: its size, the names of the speakers, line numbers.
const TEXT_SIZES = [80, 90, 100, 115, 130, 150, 175, 200];

function setTextSize(percent) {
  preferences.size = TEXT_SIZES.includes(percent) ? percent : 100;
  document.documentElement.style.setProperty('--text-size', preferences.size / 100);
  byId('size-now').textContent = `${preferences.size}%`;
  byId('smaller').disabled = preferences.size === TEXT_SIZES[0];
  byId('larger').disabled = preferences.size === TEXT_SIZES.at(-1);
}

function changeTextSize(by) {
  const place = TEXT_SIZES.indexOf(preferences.size) + by;
  setTextSize(TEXT_SIZES[Math.min(Math.max(0, place), TEXT_SIZES.length - 1)]);
  store(preferences);
  announce(`Text size ${preferences.size}%`);
  if (following) reveal();
}

function setUpSwitch(identity, name, className, initial) {
  const box = byId(identity), apply = on => document.documentElement.classList.toggle(className, on);
  box.checked = preferences[name] ?? initial;
  apply(box.checked);
  box.addEventListener('change', () => { preferences[name] = box.checked; apply(box.checked); store(preferences); });
}

function setUpTextOptions() {
  setTextSize(preferences.size);
  byId('smaller').addEventListener('click', () => changeTextSize(-1));
  byId('larger').addEventListener('click', () => changeTextSize(1));
  setUpSwitch('names', 'names', 'with-names', true);
  setUpSwitch('line-numbers', 'lines', 'with-line-numbers', false);
}
