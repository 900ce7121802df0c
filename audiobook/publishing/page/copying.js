// Short messages, and texts for the clipboard.
const MESSAGE_SECONDS = 5;
let messageTimer = 0;

function announce(text) {
  byId('status').textContent = text;
  clearTimeout(messageTimer);
  messageTimer = setTimeout(() => { byId('status').textContent = ''; }, MESSAGE_SECONDS * 1000);
}

async function copyText(text, message) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without HTTPS, as over --lan, browsers have no clipboard interface, but still the older way.
    if (!copySelection(text)) { prompt('Copy this:', text); return; }
  }
  announce(message);
}

function copySelection(text) {
  const field = create('textarea', 'unseen'), focused = document.activeElement;
  field.value = text;
  // A dialog makes everything outside of it inert.
  (document.querySelector('dialog[open]') || document.body).append(field);
  field.select();
  let copied = false;
  try { copied = document.execCommand('copy'); } catch { /* not allowed */ }
  field.remove();
  focused?.focus({preventScroll: true});
  return copied;
}

function setUpCopyButtons() {
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.addEventListener('click', () => copyText(new URL(button.dataset.copy, location.href).href, 'Feed address copied'));
  }
}
