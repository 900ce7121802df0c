// Plays lines as they will sound. One thing sounds at a time.

import { asJson, Refused, send } from './api.js';
import { attempt, pathOf } from './app.js';

const audio = new Audio();
let run = 0;
let onStop = null;
let sounding = '';

export function stop() {
  run += 1;
  audio.pause();
  if (audio.src) URL.revokeObjectURL(audio.src);
  audio.removeAttribute('src');
  onStop?.();
  onStop = null;
}

// A room that loads what it shows, now and whenever the story has changed.
export function watchVersion({ version }, load) {
  load();
  return {
    update: found => {
      if (found.version === version) return null;
      version = found.version;
      return load();
    },
    close: stop,
    keys: key => key === 'Escape' && stop,
  };
}

// Whether something sounds: anything, or what has this address.
export const isPlaying = address => onStop !== null && (!address || address === sounding);

const load = async ({ address, options }) => URL.createObjectURL(await (await send(address, options)).blob());

const playOnce = source => new Promise((resolve, reject) => {
  audio.src = source;
  audio.onended = () => resolve();
  audio.onerror = () => reject(new Refused('The browser can’t play this sound.'));
  audio.play().catch(() => resolve());
});

export const soundOf = place => `api/${pathOf(`sound?place=${encodeURIComponent(place)}`)}`;

// Plays one sound after the other; `items` are objects with an address and what to do when it begins. The next one is
// fetched while this one plays.
export const play = (items, finished) => attempt(() => playAll(items, finished));

async function playAll(items, finished = () => {}) {
  stop();
  const mine = run += 1;
  onStop = finished;
  const list = [...items];
  sounding = list[0]?.address;
  try {
    let next = list.length ? load(list[0]) : null;
    next?.catch(() => {});
    for (let index = 0; index < list.length; index += 1) {
      const source = await next;
      if (mine !== run) return URL.revokeObjectURL(source);
      const following = list[index + 1];
      next = following ? load(following) : null;
      next?.catch(() => {});
      sounding = list[index].address;
      list[index].begin?.();
      await playOnce(source);
      URL.revokeObjectURL(source);
      if (mine !== run) return;
    }
  } finally {
    if (mine === run) stop();
  }
}

export const playTrial = (path, trial) => play([{ address: `api/${pathOf(path)}`, options: asJson(trial) }]);
