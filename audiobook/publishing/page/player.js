// The player: chapters, position, speed, sleep timer, lock screen. Progress is stored in this browser only.
const STEP_BACK = 15, STEP_FORWARD = 30;
const SPEEDS = [0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1, 1.1, 1.2, 1.25, 1.3, 1.4, 1.5, 1.6, 1.75, 1.8, 2, 2.25, 2.5, 2.75, 3];
const SLEEPS = [5, 10, 15, 20, 30, 45, 60, 90];
// With fewer seconds left than this, a chapter starts again from its beginning when it is opened.
const END_MARGIN = 1;
const FADE_SECONDS = 8;
const SAVE_INTERVAL = 5000;

const sound = byId('sound'), seek = byId('seek'), speedChoice = byId('speed'), sleepChoice = byId('sleep');
const album = JSON.parse(byId('album').textContent);
const links = [...document.querySelectorAll('.chapters > li')];
const progress = loadStored(`audiobook:${album.identity}`, {at: '', times: {}, done: []});
const preferences = loadStored('audiobook:habits', {speed: 1, names: true, keys: true, size: 100, lines: false});
let at = 0;          // index of the current chapter
let pendingTime = null;  // the time to go to once the file is loaded, in its seconds
let dragging = false;
let sleep = {kind: 'off', end: 0};
let savedAt = 0;
let mayStore = false;  // until the reader plays or moves, looking at the page changes nothing that is stored

const chapter = () => album.chapters[at];
const now = () => pendingTime === null ? sound.currentTime : pendingTime;
const clamp = (time, entry = chapter()) => Math.min(Math.max(time, entry.start), Math.max(entry.end - 0.05, entry.start));

function formatSpokenTime(seconds) {
  const whole = Math.round(seconds), minutes = Math.floor(whole / 60);
  return minutes ? `${minutes} minutes ${whole % 60} seconds` : `${whole} seconds`;
}

// Opens a chapter at a time of its file; with `play` it also starts to play.
function open(index, time, play) {
  const entry = album.chapters[index], changed = index !== at || sound.dataset.file === undefined;
  at = index;
  if (sound.dataset.file !== entry.file) {
    sound.dataset.file = entry.file;
    sound.src = entry.file;
    sound.defaultPlaybackRate = sound.playbackRate = preferences.speed;
    pendingTime = clamp(time);
  } else {
    setTime(time);
  }
  if (changed) showChapter();
  if (play) start();
  show();
  save();
}

function setTime(time) {
  const target = clamp(time);
  if (sound.readyState) { pendingTime = null; sound.currentTime = target; } else { pendingTime = target; }
  show();
}

// A jump that the reader asked for; from now on the text follows.
function seekTo(time) {
  untouched = false;
  mayStore = true;
  setTime(time);
}

function start() {
  untouched = false;
  mayStore = true;
  forgetLinked();
  if (following) reveal();
  sound.volume = 1;
  const playback = sound.play();
  if (playback) playback.catch(error => { if (error.name === 'NotAllowedError') announce('Press Play to start'); });
}

const toggle = () => { if (sound.paused) start(); else sound.pause(); };
const resumeTime = index => {
  const entry = album.chapters[index], time = progress.times[entry.key];
  return time === undefined || time > entry.end - END_MARGIN ? entry.start : time;
};

function skip(seconds) {
  const target = now() + seconds;
  if (target >= chapter().end && at + 1 < album.chapters.length) return next();
  seekTo(target);
}

function previous() {
  const early = now() - chapter().start < 5;
  const index = early ? Math.max(0, at - 1) : at;
  mayStore = true;
  open(index, album.chapters[index].start, !sound.paused);
}

function next() {
  mayStore = true;
  if (at + 1 < album.chapters.length) open(at + 1, album.chapters[at + 1].start, !sound.paused);
}

// A chapter has played to its end: the next one follows, unless the sleep timer stops here.
function finishChapter(play) {
  if (!progress.done.includes(chapter().key)) progress.done.push(chapter().key);
  progress.times[chapter().key] = chapter().end;
  const stopsHere = sleep.kind === 'chapter', more = at + 1 < album.chapters.length;
  if (stopsHere) setSleepTimer('off');
  if (more) open(at + 1, album.chapters[at + 1].start, play && !stopsHere);
  if (stopsHere || !more) sound.pause();
  save();
  show();
}

// In a file with several chapters, playback continues into the next one.
function tick() {
  checkSleepTimer();
  if (pendingTime === null && sound.currentTime >= chapter().end && !sound.ended && at + 1 < album.chapters.length) {
    if (album.chapters[at + 1].file === chapter().file) return continueInFile();
  }
  show();
  if (Date.now() - savedAt > SAVE_INTERVAL) save();
}

function continueInFile() {
  if (sleep.kind === 'chapter') return finishChapter(false);
  if (!progress.done.includes(chapter().key)) progress.done.push(chapter().key);
  progress.times[chapter().key] = chapter().end;
  at += 1;
  showChapter();
  show();
  save();
}

function save() {
  if (!mayStore) return;
  savedAt = Date.now();
  progress.at = chapter().key;
  // What the library's page shows.
  Object.assign(progress, {position: Math.round(bookPosition()), length: Math.round(bookLength), chapter: chapter().title, used: savedAt});
  progress.times[chapter().key] = Math.round(now() * 10) / 10;
  store(progress);
}

function show() {
  const entry = chapter(), length = entry.end - entry.start, elapsed = Math.min(Math.max(0, now() - entry.start), length);
  byId('passed').textContent = formatTime(elapsed);
  byId('remaining').textContent = `−${formatTime(length - elapsed)}`;
  seek.max = Math.max(1, Math.floor(length));
  if (!dragging) seek.value = elapsed;
  seek.style.setProperty('--share', `${100 * elapsed / (length || 1)}%`);
  seek.setAttribute('aria-valuetext', `${formatSpokenTime(elapsed)} of ${formatSpokenTime(length)}`);
  showBook();
  showCurrentSentence();
}

function showPlaying() {
  const playing = !sound.paused;
  byId('play').setAttribute('aria-label', playing ? 'Pause' : 'Play');
  byId('play').querySelector('use').setAttribute('href', playing ? '#i-pause' : '#i-play');
  if ('mediaSession' in navigator) navigator.mediaSession.playbackState = playing ? 'playing' : 'paused';
}

function showChapter() {
  links.forEach((item, index) => {
    const current = index === at, done = progress.done.includes(album.chapters[index].key);
    item.classList.toggle('current', current);
    item.classList.toggle('done', done);
    const link = item.querySelector('.chapter');
    if (current) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
    link.querySelector('.state').textContent = done ? 'played' : '';
  });
  const {title} = chapter();
  byId('playing').textContent = title;
  document.title = `${title} · ${album.title}`;
  byId('previous').disabled = false;
  byId('next').disabled = at + 1 >= album.chapters.length;
  revealInList();
  showText();
  updateMediaSession();
}

// Scrolls the list of chapters, which may be long, but not the page.
function revealInList() {
  const list = document.querySelector('.chapters'), item = links[at];
  if (item && list.scrollHeight > list.clientHeight) list.scrollTop = item.offsetTop - list.clientHeight / 3;
}

function setSpeed(speed) {
  preferences.speed = Math.min(3, Math.max(0.5, Math.round(speed * 100) / 100));
  sound.defaultPlaybackRate = sound.playbackRate = preferences.speed;
  if (![...speedChoice.options].some(option => Number(option.value) === preferences.speed)) addOption(speedChoice, preferences.speed, `${preferences.speed}×`);
  speedChoice.value = String(preferences.speed);
  byId('speed-now').textContent = `${preferences.speed}×`;
  if (sound.dataset.file !== undefined) showBook();
  store(preferences);
}

function changeSpeed(step) {
  const faster = step > 0 ? SPEEDS.find(speed => speed > preferences.speed) : SPEEDS.findLast(speed => speed < preferences.speed);
  setSpeed(faster || preferences.speed);
  announce(`Speed ${preferences.speed}`);
}

function setSleepTimer(value) {
  const minutes = Number(value);
  sleep = minutes ? {kind: 'minutes', end: Date.now() + minutes * 60000} : {kind: value, end: 0};
  sleepChoice.value = value;
  sound.volume = 1;
  showSleepTimer();
}

function showSleepTimer() {
  const left = (sleep.end - Date.now()) / 1000;
  const text = {off: '', chapter: 'end', minutes: left > 60 ? `${Math.ceil(left / 60)}m` : `${Math.ceil(Math.max(0, left))}s`};
  byId('sleep-now').textContent = text[sleep.kind];
  sleepChoice.parentElement.classList.toggle('on', sleep.kind !== 'off');
}

function checkSleepTimer() {
  if (sleep.kind !== 'minutes') return;
  const left = (sleep.end - Date.now()) / 1000;
  if (left <= 0) {
    sound.pause();
    setSleepTimer('off');
    announce('Paused by the sleep timer');
    return;
  }
  sound.volume = Math.min(1, left / FADE_SECONDS);
  showSleepTimer();
}

function addOption(choice, value, text) {
  choice.append(new Option(text, String(value)));
}

function fillChoices() {
  SPEEDS.forEach(speed => addOption(speedChoice, speed, `${speed}×`));
  addOption(sleepChoice, 'off', 'Sleep timer off');
  addOption(sleepChoice, 'chapter', 'At the end of the chapter');
  SLEEPS.forEach(minutes => addOption(sleepChoice, minutes, `In ${minutes} minutes`));
  setSpeed(Number(preferences.speed) || 1);
  setSleepTimer('off');
}

function updateMediaSession() {
  if (!('mediaSession' in navigator)) return;
  // A page that is opened as a file cannot share its picture.
  const artwork = location.protocol === 'file:' ? [] : [{src: new URL(album.cover, location.href).href}];
  navigator.mediaSession.metadata = new MediaMetadata({title: chapter().title, artist: album.author, album: album.title, artwork});
}

function updateMediaPosition() {
  if (!navigator.mediaSession?.setPositionState || pendingTime !== null) return;
  const duration = chapter().end - chapter().start, position = Math.min(Math.max(0, sound.currentTime - chapter().start), duration);
  try { navigator.mediaSession.setPositionState({duration, playbackRate: sound.playbackRate, position}); } catch { /* not yet */ }
}

function setUpMediaSession() {
  if (!('mediaSession' in navigator)) return;
  const handlers = {
    play: start, pause: () => sound.pause(), previoustrack: previous, nexttrack: next,
    seekbackward: details => skip(-(details.seekOffset || STEP_BACK)),
    seekforward: details => skip(details.seekOffset || STEP_FORWARD),
    seekto: details => seekTo(chapter().start + details.seekTime),
  };
  for (const [name, handler] of Object.entries(handlers)) {
    try { navigator.mediaSession.setActionHandler(name, handler); } catch { /* not supported by this browser */ }
  }
}

function setUpSound() {
  sound.addEventListener('loadedmetadata', () => {
    if (pendingTime !== null) { sound.currentTime = pendingTime; pendingTime = null; }
    show();
    updateMediaPosition();
  });
  sound.addEventListener('timeupdate', tick);
  sound.addEventListener('seeked', () => { show(); updateMediaPosition(); });
  sound.addEventListener('ratechange', updateMediaPosition);
  sound.addEventListener('playing', keepPlayed);
  for (const name of ['play', 'playing', 'pause']) sound.addEventListener(name, () => { showPlaying(); updateMediaPosition(); show(); });
  sound.addEventListener('pause', save);
  sound.addEventListener('ended', () => finishChapter(true));
  sound.addEventListener('error', () => {
    byId('playing').textContent = `${chapter().title}: this chapter can’t be played`;
    announce('This chapter can’t be played. Is its file still there?');
    showPlaying();
  });
  addEventListener('pagehide', save);
  document.addEventListener('visibilitychange', () => { if (document.hidden) save(); });
  setInterval(checkSleepTimer, 500);
}

function setUpControls() {
  byId('play').addEventListener('click', toggle);
  byId('back').addEventListener('click', () => skip(-STEP_BACK));
  byId('on').addEventListener('click', () => skip(STEP_FORWARD));
  byId('previous').addEventListener('click', previous);
  byId('next').addEventListener('click', next);
  seek.addEventListener('input', () => { dragging = true; byId('passed').textContent = formatTime(Number(seek.value)); });
  seek.addEventListener('change', () => { dragging = false; seekTo(chapter().start + Number(seek.value)); save(); });
  speedChoice.addEventListener('change', () => setSpeed(Number(speedChoice.value)));
  sleepChoice.addEventListener('change', () => setSleepTimer(sleepChoice.value));
  document.querySelector('.chapters').addEventListener('click', event => {
    const link = event.target.closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const index = Number(link.dataset.chapter);
    open(index, link.dataset.at === undefined ? resumeTime(index) : Number(link.dataset.at), true);
  });
}
