// Starts the page: which story, which of its rooms, and what the keys do.

import { connect, get, LOST, on, post, Refused } from './api.js';
import { h, replaceContent, stamp } from './dom.js';
import { bindKeys, keepClicks, showKeys } from './keys.js';
import { mountReader } from './reader.js';

const ROOMS = [
  ['read', 'Read', async () => mountReader],
  ['cast', 'Voices', async () => (await import('./cast.js')).mountCast],
  ['words', 'Pronunciation', async () => (await import('./words.js')).mountWords],
  ['make', 'Make', async () => (await import('./make.js')).mountMake],
];
const top = document.querySelector('#top');
const main = document.querySelector('#main');
const notice = document.querySelector('#notice');
let story = null;
let room = null;
let fading = 0;
let asking = 0;
on('connected', refresh);
let lost = false;

// Says something for a while; `actions` are pairs of a label and what to do. That the server is gone stays.
export function tell(message, actions = [], isProblem = false) {
  clearTimeout(fading);
  if (!message && lost) return tell(LOST, [], true);
  notice.className = isProblem ? 'problem' : '';
  replaceContent(notice, message && h('p', message), actions.map(([label, act]) => h('button', {
    onclick: () => { tell(''); act(); },
  }, label)));
  if (message && message !== LOST) fading = setTimeout(() => tell(''), actions.length ? 20000 : 6000);
  return null;
}

// Does something that may fail, and says so beside what it was about.
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tell(error.message, [], true);
    return null;
  }
}

// Addresses of the open story.
export const pathOf = path => `story/${story?.id}/${path}`;

// What there is to know of the open story.
export const ask = path => attempt(() => get(pathOf(path)));

// Has the server do something with it.
export const order = (path, body) => attempt(() => post(pathOf(path), body));

const addressOf = () => {
  const [id, name] = location.hash.slice(1).split('/');
  return { id, name: ROOMS.some(([one]) => one === name) ? name : 'read' };
};

const isShown = () => story.status === 'ready' || (story.status === 'attributing' && addressOf().name === 'read');

async function showAddress() {
  const { hash } = location;
  const { id, name } = addressOf();
  room?.close?.();
  room = null;
  if (!id) return showShelf();
  const [, , load] = ROOMS.find(([one]) => one === name);
  const [found, mount] = await Promise.all([attempt(() => post(`story/${id}/open`)), load()]);
  // Somebody may be elsewhere by now.
  if (hash !== location.hash) return;
  story = found;
  if (!story) return showShelf();
  watch();
  if (!isShown()) return showWaiting();
  room?.close?.();
  replaceContent(main);
  main.className = name;
  room = mount(main, story);
}

async function showShelf() {
  story = null;
  drawTop('');
  const { mountShelf } = await import('./shelf.js');
  replaceContent(main);
  main.className = 'shelf';
  room = mountShelf(main);
}

function showWaiting() {
  main.className = 'waiting';
  replaceContent(main, story.status === 'failed'
    ? h('div.empty', h('h2', 'This story can’t be read'), h('p', story.problem),
      h('p', h('a', { href: '#' }, 'Back to all stories')))
    : stamp('reading'));
}

function drawTop(current) {
  document.title = story ? `${story.title || 'Story'} – Studio` : 'Studio';
  replaceContent(top,
    h('a.home', { href: '#', 'aria-label': 'All stories' }, '‹ Stories'),
    h('h1', story ? story.title || 'Reading…' : 'Studio', story?.author && h('small', ` by ${story.author}`)),
    story && h('nav', { 'aria-label': 'Rooms' }, ROOMS.map(([name, label]) => h('a', {
      href: `#${story.id}/${name}`, 'aria-current': name === current ? 'page' : null,
    }, label))),
    story && h('div.history',
      [['Undo', 'Z', undo, '↶', story.can_undo], ['Redo', 'Shift+Z', redo, '↷', story.can_redo], ['Keys', '?', showKeys, '?', true]]
        .map(([label, key, onclick, sign, isOn]) => h('button', { disabled: !isOn, title: `${label} (${key})`, 'aria-label': label, onclick }, sign))));
}

// Changes the story, says what that did, and shows it; whether that worked.
export async function change(path, body, said, actions = [['Undo', undo]]) {
  const result = await order(path, body);
  if (!result) return false;
  tell(said || `${result.messages.join('. ') || 'Nothing has changed'}.`, actions);
  await take(result.story);
  return true;
}

export const edit = edits => change('edit', edits);

export const undo = () => change('undo', {}, 'Undone.', [['Redo', redo]]);

export const redo = () => change('redo', {}, 'Redone.');

// Asks again as long as the program works: an event may have come before its story.
function watch() {
  drawTop(addressOf().name);
  clearTimeout(asking);
  if (story.is_working || story.status === 'reading') asking = setTimeout(refresh, 700);
}

// Lets the room show the story as it is now.
export async function take(found) {
  if (story?.id !== found.id || (found.version && found.version < story.version)) return;
  story = found;
  watch();
  if (!isShown()) {
    room?.close?.();
    room = null;
    showWaiting();
  } else if (!room) await showAddress();
  else await room.update?.(story);
}

// Asks for the story as it is now.
let wasLost = false;
async function refresh() {
  const id = story?.id;
  if (!id) return;
  // A server that was started again opens the story first, and tells when it has read it.
  const found = await attempt(() => (wasLost ? post(`story/${id}/open`) : get(`story/${id}`)));
  if (!found) return;
  wasLost = false;
  if (['ready', 'failed'].includes(found.status) || story?.status !== 'ready' || !room) await take(found);
  else asking = setTimeout(refresh, 700);
}

addEventListener('hashchange', showAddress);
bindKeys({ undo: () => story && undo(), redo: () => story && redo(), room: () => room });
keepClicks();
// The page's own changes come back in the answer to its request.
on('story', event => setTimeout(() => {
  if (event.id === story?.id && (event.version > story.version || event.problem !== story.problem)) refresh();
}, 250));
on('states', ({ id }) => { if (id === story?.id) refresh(); });
connect(isThere => {
  const before = lost;
  lost = !isThere;
  if (lost && !before) tell(LOST, [], true);
  if (isThere && before) {
    wasLost = true;
    tell('The studio is back.');
  }
});
showAddress();
