// What keys do, and clicks that aren’t lost.

import { describe } from './dom.js';

const AT_ONCE = ['/', '?', 'Escape'];
const PRESSABLE = 'a, button, label, summary, [role=button]';

const isTyping = target => target.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, dialog[open]');

// `actions.room()` is the room that is open; its `keys` gives what some of the keys do. That waits until what the key
// before has brought is there.
export function bindKeys({ undo, redo, room }) {
  let last = Promise.resolve();
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === ' ' && event.target.closest?.('button, a')) return;
    const now = room();
    const act = key === '?' ? showKeys : key === 'z' ? (event.shiftKey ? redo : undo) : now?.keys?.(key);
    if (!act) return;
    event.preventDefault();
    if (AT_ONCE.includes(key)) act();
    else last = last.then(() => now === room() && act()).catch(reportError);
  });
}

// A click counts as well if what was pressed is drawn anew before it is let go.
export function keepClicks() {
  let pressed = null;
  let isClicked = false;
  addEventListener('pointerdown', event => {
    pressed = event.target.closest(PRESSABLE);
    isClicked = false;
  }, true);
  addEventListener('pointerup', event => {
    if (!pressed || pressed.isConnected) return;
    const found = document.elementFromPoint(event.clientX, event.clientY)?.closest(PRESSABLE);
    if (!found || describe(found) !== describe(pressed)) return;
    found.click();
    isClicked = true;
  }, true);
  // The browser may take it for a click on what is around. A click by keyboard has no detail.
  addEventListener('click', event => { if (isClicked && event.detail) event.stopPropagation(); }, true);
}

export const showKeys = () => document.querySelector('#keys').showModal();
