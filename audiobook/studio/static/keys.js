// The keys, and the sheet that lists them.

import { h } from './dom.js';

const SHEET = [
  ['Lines', [
    ['J / K', 'next or previous line that matters most'],
    ['↓ / ↑', 'next or previous line'],
    ['1 to 9', 'choose that speaker'],
    ['N', 'the narrator reads it'],
    ['/', 'type a name'],
    ['Y', 'this line is right as it is'],
    ['S', 'leave it open, go on'],
    ['A', 'the other lines that changed are right, too'],
    ['B', 'the same person in the other tags, too'],
  ]],
  ['Sound', [['Space', 'hear this line, or stop'], ['P', 'listen from here']]],
  ['Everything', [['Z', 'undo'], ['Shift+Z', 'redo'], ['?', 'these keys'], ['Esc', 'close']]],
];

const isTyping = target => target.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, dialog');

// `actions.room()` is the room that is open; its `keys` has a function for some of the keys.
export function bindKeys({ undo, redo, room }) {
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === '?') showKeys();
    else if (key === 'z') (event.shiftKey ? redo : undo)();
    else if (key === ' ' && event.target.closest?.('button, a')) return;
    else if (!room()?.keys?.(key, event)) return;
    event.preventDefault();
  });
}

export function showKeys() {
  document.querySelector('dialog.sheet')?.remove();
  const sheet = h('dialog.sheet', { 'aria-label': 'Keys' },
    SHEET.map(([title, rows]) => [h('h2', {}, title), h('dl', {}, rows.map(([key, does]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, does)]))]),
    h('form', { method: 'dialog' }, h('button.pill', {}, 'Close')));
  document.body.append(sheet);
  sheet.showModal();
}
