// The sound: chapters, places, speed, sleep timer, lock screen. What is kept stays in this browser alone.
const STEP_BACK = 15, STEP_ON = 30;
const SPEEDS = [0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1, 1.1, 1.2, 1.25, 1.3, 1.4, 1.5, 1.6, 1.75, 1.8, 2, 2.25, 2.5, 2.75, 3];
const SLEEPS = [5, 10, 15, 20, 30, 45, 60, 90];
// Nearer to its end than this a chapter counts as heard, and is begun anew when it is opened again.
const NEARLY = 4;
const FADE = 8;
const SAVE_EVERY = 5000;

const byId = id => document.getElementById(id);
const sound = byId('sound'), seek = byId('seek'), speedChoice = byId('speed'), sleepChoice = byId('sleep');
const album = JSON.parse(byId('album').textContent);
const links = [...document.querySelectorAll('.chapters > li')];
const kept = recalled(`audiobook:${album.identity}`, {at: '', times: {}, done: []});
const habits = recalled('audiobook:habits', {speed: 1, names: null, keys: true});
let at = 0;          // which of the chapters
let waiting = null;  // the place to go to once the file is known, in seconds of the file
let sliding = false;
let sleep = {kind: 'off', end: 0};
let saved = 0;

function recalled(name, otherwise) {
  let found = {};
  try { found = JSON.parse(localStorage.getItem(name)) || {}; } catch { /* nothing can be kept here */ }
  return {name, ...otherwise, ...found};
}

function keep(what) {
  const {name, ...values} = what;
  try { localStorage.setItem(name, JSON.stringify(values)); } catch { /* private windows keep nothing */ }
}

const chapter = () => album.chapters[at];
const now = () => waiting === null ? sound.currentTime : waiting;
const within = (time, one = chapter()) => Math.min(Math.max(time, one.start), Math.max(one.end - 0.05, one.start));
const tell = text => { byId('told').textContent = text; };

function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds)), rest = String(whole % 60).padStart(2, '0');
  const minutes = Math.floor(whole / 60), hours = Math.floor(minutes / 60);
  return hours ? `${hours}:${String(minutes % 60).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

function spokenClock(seconds) {
  const whole = Math.round(seconds), minutes = Math.floor(whole / 60);
  return minutes ? `${minutes} minutes ${whole % 60} seconds` : `${whole} seconds`;
}

// Opens a chapter at a time of its file, and goes on playing or begins to where that is asked for.
function open(index, time, play) {
  const one = album.chapters[index], changed = index !== at || sound.dataset.file === undefined;
  at = index;
  if (sound.dataset.file !== one.file) {
    sound.dataset.file = one.file;
    sound.src = one.file;
    sound.defaultPlaybackRate = sound.playbackRate = habits.speed;
    waiting = within(time);
  } else {
    go(time);
  }
  if (changed) showChapter();
  if (play) start();
  show();
  save();
}

function go(time) {
  const target = within(time);
  if (sound.readyState) { waiting = null; sound.currentTime = target; } else { waiting = target; }
  show();
}

// As somebody asks for it: from now on the text follows.
function move(time) {
  atRest = false;
  go(time);
}

function start() {
  atRest = false;
  if (following) reveal();
  sound.volume = 1;
  const begun = sound.play();
  if (begun) begun.catch(error => { if (error.name === 'NotAllowedError') tell('Press play to begin'); });
}

const toggle = () => { if (sound.paused) start(); else sound.pause(); };
const wanted = index => {
  const one = album.chapters[index], time = kept.times[one.key];
  return time === undefined || time > one.end - NEARLY ? one.start : time;
};

function skip(seconds) {
  const target = now() + seconds;
  if (target >= chapter().end && at + 1 < album.chapters.length) return open(at + 1, album.chapters[at + 1].start, !sound.paused);
  move(target);
}

function previous() {
  const early = now() - chapter().start < 5;
  const index = early ? Math.max(0, at - 1) : at;
  open(index, album.chapters[index].start, !sound.paused);
}

function next() {
  if (at + 1 < album.chapters.length) open(at + 1, album.chapters[at + 1].start, !sound.paused);
}

// A chapter was heard to its end: the next one follows, unless somebody wants to sleep.
function ended(play) {
  if (!kept.done.includes(chapter().key)) kept.done.push(chapter().key);
  kept.times[chapter().key] = chapter().end;
  const asleep = sleep.kind === 'chapter', more = at + 1 < album.chapters.length;
  if (asleep) setSleep('off');
  if (more) open(at + 1, album.chapters[at + 1].start, play && !asleep);
  if (asleep || !more) sound.pause();
  save();
  show();
}

// In a file that holds several chapters one follows the other without a stop.
function tick() {
  watchSleep();
  if (waiting === null && sound.currentTime >= chapter().end && !sound.ended && at + 1 < album.chapters.length) {
    if (album.chapters[at + 1].file === chapter().file) return crossed();
  }
  show();
  if (Date.now() - saved > SAVE_EVERY) save();
}

function crossed() {
  if (sleep.kind === 'chapter') return ended(false);
  if (!kept.done.includes(chapter().key)) kept.done.push(chapter().key);
  kept.times[chapter().key] = chapter().end;
  at += 1;
  showChapter();
  show();
  save();
}

function save() {
  saved = Date.now();
  kept.at = chapter().key;
  kept.times[chapter().key] = Math.round(now() * 10) / 10;
  keep(kept);
}

function show() {
  const one = chapter(), length = one.end - one.start, passed = Math.min(Math.max(0, now() - one.start), length);
  byId('passed').textContent = clock(passed);
  byId('remaining').textContent = `−${clock(length - passed)}`;
  seek.max = Math.max(1, Math.floor(length));
  if (!sliding) seek.value = passed;
  seek.style.setProperty('--share', `${100 * passed / (length || 1)}%`);
  seek.setAttribute('aria-valuetext', `${spokenClock(passed)} of ${spokenClock(length)}`);
  showPlace();
}

function showPlaying() {
  const playing = !sound.paused;
  byId('play').setAttribute('aria-label', playing ? 'Pause' : 'Play');
  byId('play').querySelector('use').setAttribute('href', playing ? '#i-pause' : '#i-play');
  if ('mediaSession' in navigator) navigator.mediaSession.playbackState = playing ? 'playing' : 'paused';
}

function showChapter() {
  links.forEach((item, index) => {
    const current = index === at, done = kept.done.includes(album.chapters[index].key);
    item.classList.toggle('current', current);
    item.classList.toggle('done', done);
    const link = item.querySelector('.chapter');
    if (current) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
    link.querySelector('.state').textContent = done ? 'heard' : '';
  });
  const {title} = chapter();
  byId('playing').textContent = title;
  document.title = `${title} · ${album.title}`;
  byId('previous').disabled = false;
  byId('next').disabled = at + 1 >= album.chapters.length;
  revealInList();
  showText();
  tellLockScreen();
}

// The list is long in long stories; it shows the chapter without the page being moved.
function revealInList() {
  const list = document.querySelector('.chapters'), item = links[at];
  if (item && list.scrollHeight > list.clientHeight) list.scrollTop = item.offsetTop - list.clientHeight / 3;
}

function setSpeed(speed) {
  habits.speed = Math.min(3, Math.max(0.5, Math.round(speed * 100) / 100));
  sound.defaultPlaybackRate = sound.playbackRate = habits.speed;
  if (![...speedChoice.options].some(one => Number(one.value) === habits.speed)) addOption(speedChoice, habits.speed, `${habits.speed}×`);
  speedChoice.value = String(habits.speed);
  byId('speed-now').textContent = `${habits.speed}×`;
  keep(habits);
}

function changeSpeed(step) {
  const faster = step > 0 ? SPEEDS.find(one => one > habits.speed) : SPEEDS.findLast(one => one < habits.speed);
  setSpeed(faster || habits.speed);
  tell(`Speed ${habits.speed}`);
}

function setSleep(value) {
  const minutes = Number(value);
  sleep = minutes ? {kind: 'minutes', end: Date.now() + minutes * 60000} : {kind: value, end: 0};
  sleepChoice.value = value;
  sound.volume = 1;
  showSleep();
}

function showSleep() {
  const left = (sleep.end - Date.now()) / 1000;
  const text = {off: '', chapter: 'end', minutes: left > 60 ? `${Math.ceil(left / 60)}m` : `${Math.ceil(Math.max(0, left))}s`};
  byId('sleep-now').textContent = text[sleep.kind];
  sleepChoice.parentElement.classList.toggle('on', sleep.kind !== 'off');
}

function watchSleep() {
  if (sleep.kind !== 'minutes') return;
  const left = (sleep.end - Date.now()) / 1000;
  if (left <= 0) {
    sound.pause();
    setSleep('off');
    tell('Good night');
    return;
  }
  sound.volume = Math.min(1, left / FADE);
  showSleep();
}

function addOption(choice, value, text) {
  choice.append(new Option(text, String(value)));
}

function fillChoices() {
  SPEEDS.forEach(speed => addOption(speedChoice, speed, `${speed}×`));
  addOption(sleepChoice, 'off', 'Sleep timer off');
  addOption(sleepChoice, 'chapter', 'At the end of the chapter');
  SLEEPS.forEach(minutes => addOption(sleepChoice, minutes, `In ${minutes} minutes`));
  setSpeed(Number(habits.speed) || 1);
  setSleep('off');
}

function tellLockScreen() {
  if (!('mediaSession' in navigator)) return;
  // A page opened as a file may not hand out its picture.
  const artwork = location.protocol === 'file:' ? [] : [{src: new URL(album.cover, location.href).href}];
  navigator.mediaSession.metadata = new MediaMetadata({title: chapter().title, artist: album.author, album: album.title, artwork});
}

function tellPosition() {
  if (!navigator.mediaSession?.setPositionState || waiting !== null) return;
  const duration = chapter().end - chapter().start, position = Math.min(Math.max(0, sound.currentTime - chapter().start), duration);
  try { navigator.mediaSession.setPositionState({duration, playbackRate: sound.playbackRate, position}); } catch { /* not yet */ }
}

function heedLockScreen() {
  if (!('mediaSession' in navigator)) return;
  const handlers = {
    play: start, pause: () => sound.pause(), previoustrack: previous, nexttrack: next,
    seekbackward: details => skip(-(details.seekOffset || STEP_BACK)),
    seekforward: details => skip(details.seekOffset || STEP_ON),
    seekto: details => move(chapter().start + details.seekTime),
  };
  for (const [name, handler] of Object.entries(handlers)) {
    try { navigator.mediaSession.setActionHandler(name, handler); } catch { /* this browser does not know it */ }
  }
}

function heedSound() {
  sound.addEventListener('loadedmetadata', () => {
    if (waiting !== null) { sound.currentTime = waiting; waiting = null; }
    show();
    tellPosition();
  });
  sound.addEventListener('timeupdate', tick);
  sound.addEventListener('seeked', () => { show(); tellPosition(); });
  sound.addEventListener('ratechange', tellPosition);
  for (const name of ['play', 'playing', 'pause']) sound.addEventListener(name, () => { showPlaying(); tellPosition(); show(); });
  sound.addEventListener('pause', save);
  sound.addEventListener('ended', () => ended(true));
  sound.addEventListener('error', () => {
    byId('playing').textContent = `${chapter().title}: its sound cannot be played`;
    tell('The sound of this chapter cannot be played; is its file still there?');
    showPlaying();
  });
  addEventListener('pagehide', save);
  document.addEventListener('visibilitychange', () => { if (document.hidden) save(); });
  setInterval(watchSleep, 500);
}

function heedControls() {
  byId('play').addEventListener('click', toggle);
  byId('back').addEventListener('click', () => skip(-STEP_BACK));
  byId('on').addEventListener('click', () => skip(STEP_ON));
  byId('previous').addEventListener('click', previous);
  byId('next').addEventListener('click', next);
  seek.addEventListener('input', () => { sliding = true; byId('passed').textContent = clock(Number(seek.value)); });
  seek.addEventListener('change', () => { sliding = false; move(chapter().start + Number(seek.value)); save(); });
  speedChoice.addEventListener('change', () => setSpeed(Number(speedChoice.value)));
  sleepChoice.addEventListener('change', () => setSleep(sleepChoice.value));
  document.querySelector('.chapters').addEventListener('click', event => {
    const link = event.target.closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const index = Number(link.dataset.chapter);
    open(index, link.dataset.at === undefined ? wanted(index) : Number(link.dataset.at), true);
  });
}
