// The book as it will be read, and who says each line.

import { get, post } from './api.js';
import { ask, change, edit, order, pathOf, take, tell, undo } from './app.js';
import { drawJoin, formatCount, formatShare, h, more, pill, replaceContent, row, shorten, stamp, STATES } from './dom.js';
import { isPlaying, play, soundOf, stop } from './player.js';
import { drawSound } from './take.js';
import { drawKind } from './kind.js';

const SPOKEN = ['speech', 'thought'];
const SURE = 0.75;
// So many paragraphs are drawn at once; the others when they come near.
const BATCH = 120;

export function mountReader(root, story) {
  const list = h('nav.chapters', { 'aria-label': 'Chapters' });
  const text = h('article.text');
  const panel = h('aside.panel', { 'aria-label': 'Who says this line?' });
  root.append(list, text, panel);
  let current = story;
  let chapter = null;
  let chosen = '';
  let queue = null;
  let line = null;
  // What brings the chosen line.
  let arriving = null;
  let hues = {};
  let waiting = 0;
  let sounding = '';
  let drawRest = null;
  // Which parts of the panel somebody has opened.
  const opened = {};

  const storageKey = `studio-place-${story.id}`;
  // In private mode it is forgotten.
  const memory = act => { try { return act(localStorage); } catch { return ''; } };
  const remember = place => memory(store => store.setItem(storageKey, place));
  const paragraphNumber = place => Number(place.split(':')[1].split('.')[0]);
  const lines = () => [...text.querySelectorAll('.line')];
  const lineAt = place => text.querySelector(`.line[data-place="${place}"]`);
  const paragraphAt = place => text.querySelector(`.paragraph[data-number="${paragraphNumber(place)}"]`);
  const segmentAt = place => chapter?.paragraphs.flatMap(one => one.segments).find(one => one.place === place && SPOKEN.includes(one.kind));
  // A line without its narration.
  const exact = place => segmentAt(place) && !place.includes('.') ? `${place}.1` : place;
  const numberOf = place => Number(place.split(':')[0]);

  function drawChapters() {
    replaceContent(list, h('ol', current.chapters.map(one => h('li',
      h('button', {
        class: `chapter ${one.state}`, 'aria-current': one.number === chapter?.number ? 'true' : null,
        onclick: () => showChapter(one.number),
      },
      h('span.name', one.number ? `${one.number}. ${one.title}` : one.title),
      h('span.facts', [one.number && STATES[one.state], one.unsure && `${one.unsure} unsure`].filter(Boolean).join(', ')))))));
  }

  function setChapter(found) {
    chapter = found;
    hues = Object.fromEntries(current.people.map(person => [person.name, person.hue]));
  }

  async function showChapter(number, place = '') {
    const found = await ask(`chapter/${number}`);
    if (!found) return;
    const isSame = chapter?.number === number;
    setChapter(found);
    drawChapters();
    const here = list.querySelector('[aria-current]');
    if (here && !isSame) list.scrollTop = here.offsetTop - list.firstChild.offsetTop - list.clientHeight / 2;
    drawText(isSame);
    if (place) await choose(place);
    else if (!isSame) {
      chosen = arriving = '';
      scrollTo(0, 0);
      drawPanel();
    }
    remember(place || `${number}:0`);
    showStates();
  }

  function drawText(keepsPlace) {
    let drawn = 0;
    const end = h('div.end');
    replaceContent(text, current.problem && h('p.problem', current.problem),
      current.notices.map(one => h('p.problem', one)), h('h2', chapter.title), end);
    drawRest = upTo => {
      while (drawn < chapter.paragraphs.length && drawn < upTo) {
        const batch = chapter.paragraphs.slice(drawn, drawn + BATCH);
        end.before(...batch.map(drawParagraph));
        drawn += batch.length;
      }
    };
    drawRest(keepsPlace ? Infinity : BATCH);
    new IntersectionObserver(entries => {
      if (entries.some(entry => entry.isIntersecting)) drawRest(drawn + BATCH);
    }, { rootMargin: '1500px' }).observe(end);
    markChosen();
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
      h('summary', `Left out: ${paragraph.segments[0].skipped || 'not read aloud'}`), h('p', words));
  }

  const isKnown = () => current.status === 'ready';
  const sayWho = (one, narrator) => !isKnown() ? '…' : one.speaker || (one.evidence === 'correction' ? narrator : 'nobody known');

  function drawSegment(one) {
    if (!SPOKEN.includes(one.kind) || one.skipped) {
      return h('span', { class: one.skipped ? 'skipped' : one.kind, title: one.skipped || null }, one.text);
    }
    const isUnsure = isKnown() && one.confidence < SURE && one.evidence !== 'correction';
    const name = sayWho(one, 'narrator');
    return h('span', {
      class: `line ${one.kind}${one.speaker ? ' known' : ''}${isUnsure ? ' unsure' : ''}`, role: 'button', tabindex: -1,
      'data-place': one.place, style: { '--hue': hues[one.speaker] ?? 0 },
      'aria-label': `${name}${isUnsure ? ', unsure' : ''}: ${one.text}`, onclick: () => choose(one.place),
    }, h('small.who', name), one.text);
  }

  // Only what has changed is drawn anew, so that nothing jumps.
  function redrawLines(found, isAll) {
    const before = chapter.paragraphs;
    setChapter(found);
    const elements = [...text.querySelectorAll('.paragraph')];
    if (before.length !== found.paragraphs.length) return drawText(true);
    elements.forEach((element, index) => {
      if (isAll || JSON.stringify(before[index]) !== JSON.stringify(found.paragraphs[index])) {
        const fresh = drawParagraph(found.paragraphs[index]);
        if (fresh.tagName !== element.tagName) return element.replaceWith(fresh);
        element.className = fresh.className;
        element.replaceChildren(...fresh.childNodes);
      }
      return null;
    });
    markChosen();
    return null;
  }

  async function showStates() {
    clearTimeout(waiting);
    const number = chapter.number;
    waiting = setTimeout(async () => {
      const states = await get(pathOf(`chapter/${number}/states`)).catch(() => ({}));
      if (chapter?.number !== number) return;
      for (const element of text.querySelectorAll('.paragraph')) {
        const state = states[element.dataset.number];
        element.dataset.state = state || '';
        if (state) element.title = STATES[state];
      }
    }, 400);
  }

  // --- the line that is chosen ---

  const unmark = name => text.querySelector(`.${name}`)?.classList.remove(name);
  const markChosen = () => {
    mark(sounding);
    return chosen && elementAt(chosen)?.classList.add('chosen');
  };
  const elementAt = place => lineAt(place) || paragraphAt(place);

  const choose = (place, options) => arriving = showLine(place, options);

  async function showLine(place, { scrolls = true } = {}) {
    if (numberOf(place) !== chapter?.number) {
      await showChapter(numberOf(place), place);
      return line;
    }
    unmark('chosen');
    chosen = place;
    let element = elementAt(place);
    if (!element) {
      drawRest(Infinity);
      element = elementAt(place);
    }
    if (!element) return null;
    element.classList.add('chosen');
    element.focus({ preventScroll: true });
    remember(place);
    line = null;
    for (const other of lines()) other.classList.toggle('asked', Boolean(queue?.following.includes(other.dataset.place)));
    // Drawn once, so that nothing jumps; without the rest of it if that takes long.
    const show = () => {
      const typing = findTyping('input[list]');
      drawPanel();
      if (typing) panel.querySelector('input[list]')?.replaceWith(typing);
      typing?.focus();
      if (scrolls || coveredHeight()) scrollToLine(element);
    };
    const timer = setTimeout(show, 200);
    const found = isKnown() && await ask(`line?place=${exact(place)}`);
    clearTimeout(timer);
    const whole = found && { ...found, place };
    if (chosen !== place) return whole;
    line = whole;
    show();
    return line;
  }

  // What covers the text on a phone.
  const coveredHeight = () => getComputedStyle(panel).position === 'fixed' ? panel.offsetHeight : 0;

  // In a window that isn't in front, nothing is “:focus”.
  const findTyping = kind => document.activeElement.matches(`.panel ${kind}`) ? document.activeElement : null;

  function scrollToLine(element) {
    const box = element.getBoundingClientRect();
    const visible = innerHeight - coveredHeight();
    if (box.top < visible * 0.2 || box.bottom > visible * 0.85) {
      scrollBy({ top: box.top - visible * 0.35, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    }
  }

  function drawHead() {
    if (current.is_working) return h('p.working', 'Working out who says what…');
    const left = queue ? queue.left : current.unsure;
    return h('div.queue',
      h('strong', left ? `${formatCount(left, 'line')} ${queue?.stage === 'unsure' || !queue ? 'unsure' : 'left that may be wrong'}` : 'No line is unsure'),
      pill([left ? 'Next one' : 'Look further', h('kbd', 'J')], () => step(1)), chosen && pill('Close', leave, { class: 'pill phone' }));
  }

  function drawPanel() {
    const one = chosen && segmentAt(chosen);
    if (!isKnown()) return replaceContent(panel, drawHead());
    if (!chosen) return replaceContent(panel, drawHead(), stamp('hint'));
    return replaceContent(panel, drawHead(), one ? drawSpeakers(one) : h('p.said', h('span.place', chosen), ' Narration'),
      line?.sound && drawSound({ place: exact(chosen), line, hear, listen, keep: keepTake, opened }),
      drawKind({ chapter: chapter.number, paragraph: paragraphOf(chosen), isFirst: chapter.paragraphs[0]?.number === paragraphOf(chosen)?.number, title: chapter.title, opened, edit }));
  }

  const paragraphOf = place => chapter?.paragraphs.find(one => one.number === paragraphNumber(place));

  function leave() {
    stop();
    unmark('chosen');
    queue = null;
    chosen = arriving = '';
    drawPanel();
  }

  const names = () => current.people.flatMap(person => [person.name, ...person.aliases]);

  function drawSpeakers(one) {
    const list = line?.choices || [];
    const search = h('input', {
      type: 'text', placeholder: 'Another name', 'aria-label': 'Another name', list: 'names', autocomplete: 'off',
      onkeydown: event => {
        if (event.key === 'Enter' || event.key === 'Escape') search.blur();
        if (event.key === 'Enter' && search.value.trim()) answer(search.value.trim());
      },
    });
    return [
      h('p.said', h('span.place', chosen), ` ${shorten(one.text, 140)}`),
      h('p', 'Spoken by ', h('b', sayWho(one, 'the narrator')),
        one.evidence === 'correction' && ' (your choice)'),
      h('ol.choices', list.map((choice, index) => h('li', h('button', {
        'aria-pressed': String(choice.name === one.speaker), style: { '--hue': hues[choice.name] ?? 0 },
        onclick: () => answer(choice.name),
      }, h('kbd', index + 1), h('span', choice.name), choice.confidence >= 0.005 && h('small', formatShare(choice.confidence)))))),
      row(
        pill(['Narrator', h('kbd', 'N')], () => answer('')),
        one.speaker && pill(['Right', h('kbd', 'Y')], () => answer(one.speaker)),
        pill(['Leave open', h('kbd', 'S')], skip)),
      row(search,
        h('datalist', { id: 'names' }, names().map(name => h('option', { value: name })))),
      one.speaker && more('Another name of the same person', opened, 'join', drawJoin(one.speaker, current.people, edit)),
    ];
  }

  const keepTake = changes => change('take', { place: exact(chosen), ...changes });

  async function answer(name, isNew = false, place = chosen) {
    if (!place || !panel.isConnected) return;
    let result;
    try {
      result = await post(pathOf('lines'), { places: [place], name, is_new: isNew });
    } catch (error) {
      if (names().includes(name) || isNew || !name) return tell(error.message, [], true);
      return tell(`Nobody is called ${name} here.`, [[`Add ${name}`, () => answer(name, true, place)]], true);
    }
    await showEffect(result);
    if (chosen !== place) return null;
    const following = queue?.following || [];
    const index = queue ? [queue.place, ...following].indexOf(place) : -1;
    if (index >= 0 && index < following.length) return choose(following[index]);
    return queue && next();
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
    return take(result.story);
  }

  const accept = () => change('accept');

  async function joinPhrase() {
    const result = await order('join');
    if (result) await showEffect(result);
  }

  // --- the queue of lines that matter most ---

  async function next() {
    const found = await ask('question');
    if (!found) return;
    queue = found;
    if (found.place) return choose(found.place);
    const further = await order('go-on');
    if (further?.place) {
      tell(further.stage === 'probable' ? 'That was the last unsure line. These are probably right.' : 'These are the most doubtful of the rest.');
      queue = further;
      return choose(further.place);
    }
    queue = null;
    panel.firstChild.replaceWith(drawHead());
    return tell('Nothing is left to ask.');
  }

  async function step(direction) {
    if (direction > 0 && queue?.place === chosen && chosen) await skip();
    else if (direction > 0) await next();
    else if (visited.length) await choose(visited.pop());
  }

  const visited = [];

  async function skip() {
    if (!chosen) return next();
    visited.push(chosen);
    const places = queue?.place === chosen ? [chosen, ...queue.following] : [chosen];
    const found = await order('skip', { places });
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
    unmark('sounding');
    sounding = place;
    const element = place && elementAt(place);
    if (element) element.classList.add('sounding');
    return element;
  }

  async function hear() {
    if (isPlaying()) return stop();
    if (!chosen) return null;
    mark(chosen);
    return play([{ address: soundOf(exact(chosen)) }], () => mark(''));
  }

  function listen() {
    if (isPlaying()) return stop();
    const start = chosen ? paragraphNumber(chosen) : 1;
    const items = chapter.paragraphs
      .filter(one => one.number >= start && one.segments.some(part => !part.skipped && part.kind !== 'break'))
      .map(one => ({
        address: soundOf(`${chapter.number}:${one.number}`),
        begin: () => mark(`${chapter.number}:${one.number}`)?.scrollIntoView({ block: 'nearest', behavior: 'smooth' }),
      }));
    return play(items, () => mark(''));
  }

  const whatIsShown = () => JSON.stringify([chosen && segmentAt(chosen), line?.sound]);

  async function update(found) {
    const before = whatIsShown();
    const wasKnown = isKnown();
    current = found;
    if (!chapter) return null;
    if (!found.chapters.some(one => one.number === chapter.number)) return showChapter(found.chapters.at(-1).number);
    const isNew = chapter.version !== found.version;
    const fresh = isNew && await ask(`chapter/${chapter.number}`);
    if (fresh && fresh.number === chapter.number) redrawLines(fresh, !wasKnown);
    // Also for a line chosen before the story was understood.
    const place = (isNew || !wasKnown) && chosen;
    const again = place && await get(pathOf(`line?place=${exact(place)}`)).catch(() => null);
    if (again && chosen === place) arriving = line = { ...again, place };
    drawChapters();
    // What somebody types or tries stays.
    if ((wasKnown && whatIsShown() === before) || findTyping(':is(input, select)')) panel.firstChild.replaceWith(drawHead());
    else drawPanel();
    showStates();
    return null;
  }

  const KEYS = {
    j: () => step(1), k: () => step(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1), n: () => answer(''),
    s: skip, a: accept, b: joinPhrase, p: () => { listen(); }, ' ': () => { hear(); },
    y: () => { const one = chosen && segmentAt(chosen); return one && answer(one.speaker); },
    '/': () => panel.querySelector('input')?.focus(),
    Escape: leave,
  };

  async function answerWith(number) {
    const found = await arriving;
    const choice = found?.choices[number - 1];
    return choice && answer(choice.name, false, found.place);
  }

  const saved = memory(store => store.getItem(storageKey)) || '';
  const first = current.chapters.find(one => one.number > 0) || current.chapters[0];
  const wanted = saved && current.chapters.some(one => one.number === numberOf(saved)) ? saved : '';
  if (first) showChapter(wanted ? numberOf(wanted) : first.number, wanted && !wanted.endsWith(':0') ? wanted : '');
  else replaceContent(text, stamp('empty'));
  drawPanel();

  return {
    update,
    close: () => {
      clearTimeout(waiting);
      stop();
    },
    keys: key => {
      if (/^[1-9]$/.test(key)) return () => answerWith(key);
      return (chosen || !key.startsWith('Arrow')) && KEYS[key];
    },
  };
}

