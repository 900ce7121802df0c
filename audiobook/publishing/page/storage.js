// What this browser remembers, and small helpers for elements. Pages opened as files may have no storage: then nothing is kept.
const byId = id => document.getElementById(id);

function create(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function createButton(className, label, action) {
  const button = create('button', className, label);
  button.type = 'button';
  button.addEventListener('click', action);
  return button;
}

function loadStored(name, defaults) {
  let stored = {};
  try { stored = JSON.parse(localStorage.getItem(name)) || {}; } catch { /* no storage */ }
  return {name, ...defaults, ...stored};
}

function store(settings) {
  const {name, ...values} = settings;
  try { localStorage.setItem(name, JSON.stringify(values)); } catch { /* no storage in private windows */ }
}

function formatTime(seconds) {
  const whole = Math.max(0, Math.round(seconds)), rest = String(whole % 60).padStart(2, '0');
  const minutes = Math.floor(whole / 60), hours = Math.floor(minutes / 60);
  return hours ? `${hours}:${String(minutes % 60).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

// A length of time as a person would say it.
function spellOutDuration(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60), hours = Math.floor(minutes / 60);
  return hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}
