// Making the album: what and how, the progress, and what to look at afterwards.

import { upload } from './api.js';
import { ask, attempt, order, pathOf, tell } from './app.js';
import { chooseSquare } from './cover.js';
import { capitalize, choice, drawOnce, drawPlay, form, formatCount, formatTime, h, pill, quiet, replaceContent, row, stamp, STATES } from './dom.js';
import { drawOpenJob, isOpen, isRunning, watchJobs } from './jobs.js';
import { drawReview } from './review.js';

const PROFILES = {
  podcast: 'For listening anywhere', acx: 'For ACX and Audible', small: 'Small files',
};
const FORMATS = {
  mp3: 'MP3: a file for each chapter', m4b: 'M4B: one file with chapters', epub: 'EPUB: an e-book that reads itself aloud',
  opus: 'Opus: a file for each chapter', flac: 'FLAC: lossless, large', wav: 'WAV: lossless, very large',
};

// Numbers as `make` takes them: [3, 5, 6, 7] is "3,5-7".
export function joinNumbers(numbers) {
  const runs = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

export function mountMake(root, story) {
  const status = h('div.now');
  const wishes = form('.making', make);
  const heard = h('div.heard');
  const list = h('ol.sounds-list');
  root.append(h('div.room', h('div.head', h('h2', 'Make the album')), status, wishes, heard));
  const card = drawOpenJob();
  const ticked = new Set();
  const audio = h('audio', { controls: true, preload: 'none', hidden: true });
  const playing = h('p.quiet', { role: 'status' });
  let album = null;
  let shown = null;
  let cover = null;
  let isMaking = false;
  // What is chosen and not made yet; the rest is as it was the last time.
  let chosen = {};

  const option = (name, other) => chosen[name] ?? album.options[name] ?? other;

  async function load() {
    album = await ask('album') || album;
    if (!album) return;
    // A new cover has the address of the one before.
    if (album.cover) album.cover += `?${Date.now()}`;
    draw();
    drawSounds();
  }

  function draw() {
    replaceContent(wishes, drawChapters(), drawAbout(), drawFiles(), drawReading(),
      h('div.row.go', h('button.pill.main.big', album.folder ? 'Make what has changed' : 'Make the album'),
        stamp('meanwhile')));
  }

  // --- which chapters ---

  const chapters = () => story.chapters.filter(chapter => chapter.number > 0);

  function drawChapters() {
    const due = chapters().filter(chapter => chapter.state !== 'made');
    const all = !chosen.some;
    const radio = (isAll, label) => choice('radio', {
      name: 'which', checked: all === isAll, onchange: () => { chosen.some = !isAll; draw(); },
    }, label);
    return h('fieldset.card', h('legend', 'Chapters'),
      radio(true, due.length === chapters().length ? due.length === 1 ? 'The whole story' : `All chapters (${due.length})`
        : due.length ? `All that are new or have changed: ${due.length} of ${chapters().length}` : 'All: everything is up to date'),
      radio(false, 'Only some'),
      h('div.some', { hidden: all },
        row(
          pill('Those not up to date', () => tick(due)),
          pill('None', () => tick([]))),
        h('ul.ticks', chapters().map(chapter => h('li', choice('checkbox', {
          value: chapter.number, checked: ticked.has(chapter.number),
          onchange: event => ticked[event.target.checked ? 'add' : 'delete'](chapter.number),
        }, h('span', chapter.title || `Chapter ${chapter.number}`), h('small', { class: `state ${chapter.state}` }, STATES[chapter.state])))))),
      check('again', 'Record everything again, even what is up to date', '', chosen.again));
  }

  function tick(some) {
    ticked.clear();
    some.forEach(chapter => ticked.add(chapter.number));
    draw();
  }

  const check = (name, label, help, value) => choice('checkbox', {
    name, checked: value, onchange: event => { chosen[name] = event.target.checked; },
  }, h('span', label, help && h('small.quiet', help)));

  // --- what it is called, and its cover ---

  function drawAbout() {
    const text = (name, label, own) => h('label.field', h('span', label), h('input', {
      type: 'text', name, value: chosen[name] ?? (album[name] || own), maxlength: 500, oninput: event => { chosen[name] = event.target.value; },
    }));
    const address = cover?.address || album.cover;
    return h('fieldset.card.about', h('legend', 'Title and cover'),
      h('div.fields', text('title', 'Title', story.title), text('author', 'Author', story.author),
        quiet('Leave one empty to take it from the story.')),
      h('div.cover',
        address ? h('img', { src: address, alt: 'The cover', width: 160, height: 160 }) : stamp('no-cover'),
        row(h('input.unseen', { type: 'file', id: 'picture', accept: 'image/*', onchange: event => choosePicture(event.target) }), h('label.pill', { for: 'picture' }, 'Choose a picture…'),
          pill('Draw one', drawCover))));
  }

  async function choosePicture(chooser) {
    const [file] = chooser.files;
    if (!file) return;
    const picture = await chooseSquare(file);
    chooser.value = '';
    if (picture) await takeCover(() => attempt(() => upload(pathOf('cover'), picture)));
  }

  const drawCover = () => takeCover(() => order('cover/drawn', {
    title: (chosen.title ?? album.title) || story.title, author: (chosen.author ?? album.author) || story.author,
  }));

  async function takeCover(send) {
    const found = await send();
    if (!found) return;
    cover = found;
    draw();
    tell('The album gets this cover when you make it.');
  }

  // --- which files ---

  const profileNow = () => chosen.profile ?? (album.profile || album.choices[0].name);
  const profile = () => album.choices.find(choice => choice.name === profileNow()) || {};
  const offered = () => profile().formats || [];

  function formatsNow() {
    const wanted = (chosen.formats ?? album.formats).filter(name => offered().includes(name));
    return wanted.length ? wanted : offered().slice(0, 1);
  }

  function drawFiles() {
    const now = formatsNow();
    const dropped = album.formats.filter(name => !now.includes(name));
    const { notice } = profile();
    return h('fieldset.card.files', h('legend', 'Files'),
      h('div.choices-row', album.choices.map(({ name }) => choice('radio', {
        name: 'profile', value: name, checked: name === profileNow(), onchange: () => { chosen.profile = name; draw(); },
      }, PROFILES[name] || name))),
      notice && h('p.problem', `${capitalize(notice)}.`),
      h('div.choices-column', offered().map(name => choice('checkbox', {
        value: name, checked: now.includes(name),
        onchange: event => {
          chosen.formats = event.target.checked ? [...now, name] : now.filter(one => one !== name);
          draw();
        },
      }, FORMATS[name] || name))),
      dropped.length > 0 && h('p.problem', `The album’s ${dropped.map(name => name.toUpperCase()).join(' and ')} files will be deleted.`));
  }

  // --- how it is read ---

  function drawReading() {
    const speed = h('output', `${option('speed', 1)}×`);
    return h('fieldset.card', h('legend', 'Reading'),
      h('label.slider-row', h('span', 'Speed'), h('input', {
        type: 'range', min: 0.5, max: 2, step: 0.05, value: option('speed', 1),
        oninput: event => { chosen.speed = Number(event.target.value); replaceContent(speed, `${chosen.speed}×`); },
      }), speed),
      choice('checkbox', {
        checked: option('notes', 'skip') === 'spoken', onchange: event => { chosen.notes = event.target.checked ? 'spoken' : 'skip'; },
      }, 'Read the author’s notes aloud, too'),
      check('single-voice', 'The narrator reads everything, dialogue too', '', option('single-voice', false)),
      album.can_listen && check('listen', 'Listen to each line, and record again what sounds wrong', 'Takes longer.', chosen.listen));
  }

  // --- making it ---

  function buildRequest() {
    const now = formatsNow();
    const dropped = album.formats.some(name => !now.includes(name));
    const differs = (name, before) => chosen[name] !== undefined && chosen[name] !== before;
    return {
      chapters: chosen.some ? joinNumbers(ticked) : '',
      profile: profileNow() === album.profile ? '' : profileNow(),
      formats: chosen.formats || dropped ? now : [],
      prune: dropped,
      again: Boolean(chosen.again),
      notes: chosen.notes || '',
      cover: cover?.name || '',
      title: differs('title', album.title || story.title) ? chosen.title : null,
      author: differs('author', album.author || story.author) ? chosen.author : null,
      speed: chosen.speed ?? null,
      single_voice: chosen['single-voice'] ?? null,
      listen_check: Boolean(chosen.listen),
    };
  }

  async function make() {
    if (isMaking) return;
    if (chosen.some && !ticked.size) {
      tell('Tick the chapters to make, or choose all.', [], true);
      wishes.querySelector('.ticks input')?.focus();
      return;
    }
    isMaking = true;
    const job = await order('make', buildRequest());
    isMaking = false;
    if (!job) return;
    chosen.again = false;
    showJobs([job]);
    status.scrollIntoView({ block: 'start' });
  }

  function showJobs(jobs) {
    const own = jobs.filter(job => job.story === story.id && (job.state !== 'cancelled' || job.message));
    const job = own.find(isRunning) || own.find(isOpen) || own.at(-1);
    const wasOpen = shown && isOpen(shown);
    if (!job) {
      replaceContent(status);
      shown = null;
      return;
    }
    const isNew = !shown || shown.id !== job.id || shown.state !== job.state;
    shown = job;
    if (isOpen(job)) {
      card.update(job);
      replaceContent(status, card.element);
    } else if (isNew) {
      replaceContent(status, drawReview(job, story));
      if (wasOpen) {
        if (job.state === 'done') {
          chosen = {};
          cover = null;
        }
        load();
      }
    }
    drawSounds();
  }

  // --- what can be heard already ---

  function drawSounds() {
    const fresh = shown && isOpen(shown) ? shown.ready : [];
    const sounds = new Map((album?.chapters || []).concat(fresh).filter(one => one.address).map(one => [one.number, one]));
    replaceContent(list, [...sounds.values()].sort((one, other) => one.number - other.number).map(one => drawSound(one.number, one)));
    replaceContent(heard, sounds.size > 0 && [h('h2', 'Listen'), playing, audio, list]);
  }

  const drawSound = drawOnce(sound => h('li', h('button.sample', {
    onclick: () => playSound(sound),
  }, drawPlay(), sound.title, h('small.quiet', ` ${formatTime(sound.seconds)}`),
  sound.missing > 0 && h('small.problem', ` ${formatCount(sound.missing, 'line')} missing`))));

  function playSound(sound) {
    replaceContent(playing, sound.title);
    audio.hidden = false;
    audio.ariaLabel = sound.title;
    audio.src = sound.address;
    audio.play().catch(() => tell('This chapter can’t be played; it may just be made anew.', [], true));
  }

  const leave = watchJobs(showJobs);
  load();
  return {
    update: found => {
      const states = JSON.stringify(story.chapters);
      story = found;
      if (album && JSON.stringify(found.chapters) !== states) draw();
    },
    close: () => {
      leave();
      audio.pause();
    },
  };
}
