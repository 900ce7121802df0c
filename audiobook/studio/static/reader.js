// The book as it will be read, and who says each line.

import { get, post } from './api.js';
import { undo } from './app.js';
import { formatCount, formatShare, h, pill, replaceContent } from './dom.js';
import { isPlaying, play, soundOf, stop } from './player.js';
import { drawSound } from './take.js';
import { drawKind } from './kind.js';

const SPOKEN = ['speech', 'thought'];
const SURE = 0.75;
const STATES = { made: 'made', outdated: 'out of date', missing: 'not made yet' };
// So many paragraphs are drawn at once; the others when they come near.
const BATCH = 120;

export function mountReader(root, story, { tell, attempt, take }) {
  const list = h('nav', { class: 'chapters', 'aria-label': 'Chapters' });
  const text = h('article', { class: 'text' });
  const panel = h('aside', { class: 'panel', 'aria-label': 'Who says this line?' });
  root.append(list, text, panel);
  let current = story;
  let chapter = null;
  let chosen = '';
  let queue = null;
  let line = null;
  let hues = {};
  let waiting = 0;
  let drawRest = null;

  const storageKey = `studio-place-${story.id}`;
  const lines = () => [...text.querySelectorAll('.line')];
  const lineAt = place => text.querySelector(`.line[data-place="${CSS.escape(place)}"]`);
  const paragraphAt = place => text.querySelector(`.paragraph[data-number="${place.split(':')[1]}"]`);
  const segmentAt = place => chapter?.paragraphs.flatMap(one => one.segments).find(one => one.place === place && SPOKEN.includes(one.kind));
  // A line by itself, without the narration in its paragraph.
  const exact = place => segmentAt(place) && !place.includes('.') ? `${place}.1` : place;
  const numberOf = place => Number(place.split(':')[0]);

  function drawChapters() {
    replaceContent(list, h('ol', {}, current.chapters.map(one => h('li', {},
      h('button', {
        class: `chapter ${one.state}`, 'aria-current': one.number === chapter?.number ? 'true' : null,
        onclick: () => showChapter(one.number),
      },
      h('span', { class: 'name' }, one.number ? `${one.number}. ${one.title}` : one.title),
      h('span', { class: 'facts' }, [one.number && STATES[one.state], one.unsure && `${one.unsure} unsure`].filter(Boolean).join(', ')))))));
  }

  async function showChapter(number, place = '') {
    const found = await attempt(() => get(`story/${story.id}/chapter/${number}`));
    if (!found) return;
    const isSame = chapter?.number === number;
    chapter = found;
    hues = Object.fromEntries(current.people.map(person => [person.name, person.hue]));
    drawChapters();
    const here = list.querySelector('[aria-current]');
    if (here && !isSame) list.scrollTop = here.offsetTop - list.firstChild.offsetTop - list.clientHeight / 2;
    drawText(isSame);
    if (place) choose(place);
    else if (!isSame) {
      chosen = '';
      text.scrollTop = 0;
      scrollTo(0, 0);
      drawPanel();
    }
    try { localStorage.setItem(storageKey, place || `${number}:0`); } catch { /* private mode: the place is forgotten */ }
    showStates();
  }

  function drawText(keepsPlace) {
    const scroll = keepsPlace ? document.scrollingElement.scrollTop : 0;
    const paragraphs = chapter.paragraphs;
    let drawn = 0;
    const head = h('h2', {}, chapter.title);
    const end = h('div', { class: 'end' });
    replaceContent(text, current.problem && h('p', { class: 'problem' }, current.problem),
      current.notices.map(one => h('p', { class: 'problem' }, one)), head, end);
    drawRest = upTo => {
      while (drawn < paragraphs.length && drawn < upTo) {
        const batch = paragraphs.slice(drawn, drawn + BATCH);
        end.before(...batch.map(drawParagraph));
        drawn += batch.length;
      }
    };
    drawRest(keepsPlace ? Infinity : BATCH);
    if (drawn < paragraphs.length) {
      const watcher = new IntersectionObserver(entries => {
        if (!entries.some(entry => entry.isIntersecting)) return;
        drawRest(drawn + BATCH);
        if (drawn >= paragraphs.length) watcher.disconnect();
      }, { rootMargin: '1500px' });
      watcher.observe(end);
    }
    if (keepsPlace) document.scrollingElement.scrollTop = scroll;
    if (chosen) elementAt(chosen)?.classList.add('chosen');
  }

  function drawParagraph(paragraph) {
    const kind = paragraph.segments[0].kind;
    const skipped = paragraph.segments.every(one => one.skipped || one.kind === 'break');
    const words = paragraph.segments.flatMap(one => [drawSegment(one), ' ']);
    const attributes = {
      class: `paragraph ${kind}`, 'data-number': paragraph.number, tabindex: -1,
      onclick: event => { if (paragraph.number && !event.target.closest('.line')) choose(`${chapter.number}:${paragraph.number}`, { scrolls: false }); },
    };
    if (kind === 'break') return h('p', attributes, '* * *');
    if (!skipped) return h('p', attributes, words);
    return h('details', { ...attributes, class: `paragraph left-out ${kind}` },
      h('summary', {}, `Left out: ${paragraph.segments[0].skipped || 'not read aloud'}`), h('p', {}, words));
  }

  function drawSegment(one) {
    if (!SPOKEN.includes(one.kind) || one.skipped) {
      return h('span', { class: one.skipped ? 'skipped' : one.kind, title: one.skipped || null }, one.text);
    }
    const isUnsure = one.confidence < SURE && one.evidence !== 'correction';
    const name = one.speaker || (one.evidence === 'correction' ? 'narrator' : 'nobody known');
    return h('span', {
      class: `line ${one.kind}${one.speaker ? ' known' : ''}${isUnsure ? ' unsure' : ''}`, role: 'button', tabindex: -1,
      'data-place': one.place, style: { '--hue': hues[one.speaker] ?? 0 },
      'aria-label': `${name}${isUnsure ? ', unsure' : ''}: ${one.text}`, onclick: () => choose(one.place),
    }, h('small', { class: 'who' }, name), one.text);
  }

  // Only what has changed is drawn anew, so that nothing jumps.
  function redrawLines(found) {
    const before = chapter.paragraphs;
    chapter = found;
    hues = Object.fromEntries(current.people.map(person => [person.name, person.hue]));
    const elements = [...text.querySelectorAll('.paragraph')];
    if (before.length !== found.paragraphs.length) return drawText(true);
    elements.forEach((element, index) => {
      if (JSON.stringify(before[index]) !== JSON.stringify(found.paragraphs[index])) {
        element.replaceWith(drawParagraph(found.paragraphs[index]));
      }
    });
    if (chosen) elementAt(chosen)?.classList.add('chosen');
    return null;
  }

  async function showStates() {
    clearTimeout(waiting);
    const number = chapter.number;
    waiting = setTimeout(async () => {
      const states = await get(`story/${story.id}/chapter/${number}/states`).catch(() => ({}));
      if (chapter?.number !== number) return;
      for (const element of text.querySelectorAll('.paragraph')) {
        const state = states[element.dataset.number];
        element.dataset.state = state || '';
        if (state) element.title = STATES[state];
      }
    }, 400);
  }

  // --- the line that is chosen ---

  const elementAt = place => lineAt(place) || paragraphAt(place);

  async function choose(place, { scrolls = true } = {}) {
    if (numberOf(place) !== chapter?.number) return showChapter(numberOf(place), place);
    text.querySelector('.chosen')?.classList.remove('chosen');
    chosen = place;
    let element = elementAt(place);
    if (!element) {
      drawRest(Infinity);
      element = elementAt(place);
    }
    if (!element) return null;
    element.classList.add('chosen');
    element.focus({ preventScroll: true });
    try { localStorage.setItem(storageKey, place); } catch { /* private mode */ }
    line = null;
    for (const other of lines()) other.classList.toggle('asked', Boolean(queue?.following.includes(other.dataset.place)));
    drawPanel();
    // On a phone, the panel grows over the text.
    const keepInSight = () => { if (scrolls || coveredHeight()) scrollToLine(element); };
    keepInSight();
    const found = await attempt(() => get(`story/${story.id}/line?place=${exact(place)}`));
    if (found && chosen === place) {
      line = found;
      drawPanel();
      if (coveredHeight()) keepInSight();
    }
    return null;
  }

  // What covers the text at the bottom of a phone.
  const coveredHeight = () => getComputedStyle(panel).position === 'fixed' ? panel.offsetHeight : 0;

  function scrollToLine(element) {
    const box = element.getBoundingClientRect();
    const visible = innerHeight - coveredHeight();
    if (box.top < visible * 0.2 || box.bottom > visible * 0.85) {
      scrollBy({ top: box.top - visible * 0.35, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    }
  }

  function drawPanel() {
    const one = chosen && segmentAt(chosen);
    const left = queue ? queue.left : current.unsure;
    const head = h('div', { class: 'queue' },
      h('strong', {}, left ? `${formatCount(left, 'line')} ${queue?.stage === 'unsure' || !queue ? 'unsure' : 'left that may be wrong'}` : 'No line is unsure'),
      pill([left ? 'Next one' : 'Look further', h('kbd', {}, 'J')], () => step(1)), chosen && pill('Close', leave, { class: 'pill phone' }));
    if (!chosen) return replaceContent(panel, head, h('p', { class: 'quiet hint' }, 'Click a line to say who speaks it, or go through the lines that matter most.'));
    return replaceContent(panel, head, one ? drawSpeakers(one) : h('p', { class: 'said' }, h('span', { class: 'place' }, chosen), ' Narration'),
      line?.sound && drawSound({ story, place: exact(chosen), line, hear, listen, keep: keepTake, attempt, isOpen: soundIsOpen, setOpen: value => { soundIsOpen = value; } }),
      drawKind({ chapter: chapter.number, paragraph: paragraphOf(chosen), isFirst: chapter.paragraphs[0]?.number === paragraphOf(chosen)?.number, title: chapter.title, isOpen: kindIsOpen, setOpen: value => { kindIsOpen = value; }, edit: edit }));
  }

  const paragraphOf = place => chapter?.paragraphs.find(one => one.number === Number(place.split(':')[1].split('.')[0]));

  let kindIsOpen = false;

  function leave() {
    stop();
    text.querySelector('.chosen')?.classList.remove('chosen');
    queue = null;
    chosen = '';
    drawPanel();
  }

  async function edit(edits) {
    const result = await attempt(() => post(`story/${story.id}/edit`, edits));
    if (!result) return;
    tell(`${result.messages.join('. ')}.`, [['Undo', undo]]);
    await take(result.story);
  }

  let soundIsOpen = false;

  function drawSpeakers(one) {
    const list = line?.choices || [];
    const who = one.speaker || (one.evidence === 'correction' ? 'the narrator' : 'nobody known');
    const search = h('input', {
      type: 'text', placeholder: 'Another name', 'aria-label': 'Another name', list: 'names', autocomplete: 'off',
      onkeydown: event => {
        if (event.key === 'Enter' && search.value.trim()) answer(search.value.trim());
        if (event.key === 'Escape') search.blur();
      },
    });
    return [
      h('p', { class: 'said' }, h('span', { class: 'place' }, chosen), ` ${shorten(one.text)}`),
      h('p', {}, 'Spoken by ', h('b', {}, who),
        one.evidence === 'correction' ? ' (your choice)' : one.speaker ? ` (${formatShare(one.confidence)} sure)` : ''),
      h('ol', { class: 'choices' }, list.map((choice, index) => h('li', {}, h('button', {
        'aria-pressed': String(choice.name === one.speaker), style: { '--hue': hues[choice.name] ?? 0 },
        onclick: () => answer(choice.name),
      }, h('kbd', {}, index + 1), h('span', {}, choice.name), choice.confidence >= 0.005 && h('small', {}, formatShare(choice.confidence)))))),
      h('div', { class: 'row' },
        pill(['Narrator', h('kbd', {}, 'N')], () => answer('')),
        one.speaker && pill(['Right', h('kbd', {}, 'Y')], () => answer(one.speaker)),
        pill(['Leave open', h('kbd', {}, 'S')], skip)),
      h('div', { class: 'row' }, search,
        h('datalist', { id: 'names' }, current.people.flatMap(person => [person.name, ...person.aliases]).map(name => h('option', { value: name })))),
      one.speaker && h('details', { class: 'more' }, h('summary', {}, `${one.speaker} is the same person as…`),
        h('div', { class: 'row' }, h('select', { 'aria-label': `${one.speaker} is the same person as` },
          h('option', { value: '' }, 'Choose a name'),
          current.people.filter(person => person.name !== one.speaker).map(person => h('option', { value: person.name }, person.name))),
        pill('Join', event => joinPeople(one.speaker, event.target.previousElementSibling.value)))),
    ];
  }

  async function keepTake(changes) {
    const place = chosen;
    const result = await attempt(() => post(`story/${story.id}/take`, { place: exact(place), ...changes }));
    if (!result) return;
    tell(result.messages.length ? `${result.messages.join('. ')}.` : 'It is like that already.', [['Undo', undo]]);
    await take(result.story);
    choose(place, { scrolls: false });
  }

  const shorten = words => words.length > 140 ? `${words.slice(0, 139).trimEnd()}…` : words;

  async function answer(name, isNew = false) {
    if (!chosen) return;
    const place = chosen;
    const known = current.people.some(person => [person.name, ...person.aliases].includes(name));
    let result;
    try {
      result = await post(`story/${story.id}/lines`, { places: [place], name, is_new: isNew });
    } catch (error) {
      if (known || isNew || !name) return tell(error.message, [], true);
      return tell(`Nobody is called ${name} here.`, [[`Add ${name}`, () => answer(name, true)]], true);
    }
    showEffect(result);
    await take(result.story);
    const following = queue?.following || [];
    const index = queue ? [queue.place, ...following].indexOf(place) : -1;
    if (index >= 0 && index < following.length) return choose(following[index]);
    if (queue) return next();
    return choose(place, { scrolls: false });
  }

  function showEffect(result) {
    const actions = [['Undo', undo]];
    let message = result.messages.join(' ');
    if (result.changed.length) {
      const first = result.changed.slice(0, 3).map(one => `${one.place} ${one.before || 'narrator'} → ${one.after || 'narrator'}`).join(', ');
      message = `${message} This also changes ${formatCount(result.changed.length, 'other line')}: ${first}${result.changed.length > 3 ? ', …' : ''}.`;
      actions.unshift(['Right, all of them (A)', accept]);
    }
    if (result.shared) {
      message = `${message} “${result.shared.phrase}” is in ${formatCount(result.shared.lines, 'other tag')}.`;
      actions.unshift([`${result.shared.name} there, too (B)`, joinPhrase]);
    }
    tell(message.trim() || 'Saved.', actions);
  }

  async function accept() {
    const result = await attempt(() => post(`story/${story.id}/accept`));
    if (!result) return;
    tell(`${result.messages.join(' ')}.`, [['Undo', undo]]);
    await take(result.story);
  }

  async function joinPhrase() {
    const result = await attempt(() => post(`story/${story.id}/join`));
    if (!result) return;
    showEffect(result);
    await take(result.story);
  }

  async function joinPeople(name, other) {
    if (!other) return;
    await edit({ same: [[name, other]] });
  }

  // --- the queue of lines that matter most ---

  async function next() {
    const found = await attempt(() => get(`story/${story.id}/question`));
    if (!found) return;
    queue = found;
    if (found.place) return choose(found.place);
    const further = await attempt(() => post(`story/${story.id}/go-on`));
    if (further?.place) {
      tell(further.stage === 'probable' ? 'That was the last unsure line. These are probably right.' : 'These are the most doubtful of the rest.');
      queue = further;
      return choose(further.place);
    }
    queue = null;
    drawPanel();
    return tell('Nothing is left to ask.');
  }

  async function step(direction) {
    if (direction > 0 && queue?.place === chosen && chosen) await skip();
    else if (direction > 0) await next();
    else if (visited.length) choose(visited.pop());
  }

  const visited = [];

  async function skip() {
    if (!chosen) return next();
    visited.push(chosen);
    const places = queue?.place === chosen ? [chosen, ...queue.following] : [chosen];
    const found = await attempt(() => post(`story/${story.id}/skip`, { places }));
    if (!found) return null;
    queue = found;
    return found.place ? choose(found.place) : next();
  }

  function move(direction) {
    const all = lines();
    const index = all.findIndex(one => one.dataset.place === chosen);
    const target = index < 0 ? all.find(one => one.getBoundingClientRect().top > 80) : all[index + direction];
    if (target) {
      queue = null;
      choose(target.dataset.place);
    }
  }

  // --- sound ---

  function mark(place) {
    text.querySelector('.sounding')?.classList.remove('sounding');
    const number = place && place.split(':')[1].split('.')[0];
    const element = place && (lineAt(place) || text.querySelector(`.paragraph[data-number="${number}"]`));
    if (element) element.classList.add('sounding');
    return element;
  }

  async function hear() {
    if (isPlaying()) return stop();
    if (!chosen) return null;
    const place = chosen;
    mark(place);
    return attempt(() => play([{ address: soundOf(story.id, exact(place)) }], () => mark('')));
  }

  function listen() {
    if (isPlaying()) return stop();
    const start = chosen ? Number(chosen.split(':')[1].split('.')[0]) : 1;
    const items = chapter.paragraphs
      .filter(one => one.number >= start && one.segments.some(part => !part.skipped && part.kind !== 'break'))
      .map(one => ({
        address: soundOf(story.id, `${chapter.number}:${one.number}`),
        begin: () => mark(`${chapter.number}:${one.number}`)?.scrollIntoView({ block: 'nearest', behavior: 'smooth' }),
      }));
    return attempt(() => play(items, () => mark('')));
  }

  async function update(found) {
    current = found;
    if (!chapter) return null;
    if (!found.chapters.some(one => one.number === chapter.number)) return showChapter(found.chapters.at(-1).number);
    if (chapter.version !== found.version) {
      const fresh = await attempt(() => get(`story/${story.id}/chapter/${chapter.number}`));
      if (fresh && fresh.number === chapter.number) redrawLines(fresh);
    }
    drawChapters();
    drawPanel();
    showStates();
    return null;
  }

  const KEYS = {
    j: () => step(1), k: () => step(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1), n: () => answer(''),
    s: () => skip(), a: () => accept(), b: () => joinPhrase(), p: () => listen(), ' ': () => hear(),
    y: () => { const one = chosen && segmentAt(chosen); if (one) answer(one.speaker); },
    '/': () => panel.querySelector('input')?.focus(),
    Escape: () => leave(),
  };

  const saved = (() => { try { return localStorage.getItem(storageKey) || ''; } catch { return ''; } })();
  const first = current.chapters.find(one => one.number > 0) || current.chapters[0];
  const wanted = saved && current.chapters.some(one => one.number === numberOf(saved)) ? saved : '';
  if (first) showChapter(wanted ? numberOf(wanted) : first.number, wanted && !wanted.endsWith(':0') ? wanted : '');
  else replaceContent(text, h('p', { class: 'empty' }, 'There is nothing to read aloud in this story.'));
  drawPanel();

  return {
    update,
    close: stop,
    keys: (key, event) => {
      if (/^[1-9]$/.test(key)) {
        const choice = line?.choices[Number(key) - 1];
        if (choice) answer(choice.name);
        return Boolean(choice);
      }
      if ((key === 'ArrowDown' || key === 'ArrowUp') && !chosen) return false;
      const act = KEYS[key];
      act?.(event);
      return Boolean(act);
    },
  };
}

