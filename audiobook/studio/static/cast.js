// The cast: who has which voice, to hear at once and to change.

import { ask, edit } from './app.js';
import { drawJoin, drawOnce, drawPlay, form, formatCount, formatShare, h, more, pill, quiet, replaceContent, row, select, shorten, stamp } from './dom.js';
import { isPlaying, play, playTrial, soundOf, stop, watchVersion } from './player.js';

const SLIDER_NAMES = {
  pitch: ['Pitch', 'deep', 'high'], pace: ['Pace', 'slow', 'quick'],
  pitch_range: ['Melody', 'flat', 'lively'], breath: ['Breath', 'clear', 'breathy'],
};
const PLAIN = { pitch: 1, pace: 1, pitch_range: 1, breath: 0 };
const GENDERS = [['', 'unknown'], ['female', 'female'], ['male', 'male']];
// So many people are shown at first; those with few lines are behind a button.
const SHOWN = 12;

export function mountCast(root, story) {
  const page = h('div.room');
  root.append(page);
  let cast = null;
  let shown = SHOWN;
  const tried = new Map();
  const opened = {};
  const compared = new Set();
  // How often somebody's voice was saved: what they tried goes then.
  const saves = {};
  const comparison = h('div.row');
  const head = stamp('voices');
  head.append(comparison);
  const others = h('details.card', { ontoggle: () => others.open && loadOthers() },
    h('summary', 'Use the voices of another book'));

  async function load() {
    const found = await ask('cast');
    if (found && !(found.version < cast?.version)) {
      cast = found;
      draw();
    }
  }

  const nameOf = name => name || 'the narrator';

  function draw() {
    const names = cast.people.map(person => person.name).sort();
    const drawCard = person => card(person.name, [person, names, saves[person.name]]);
    replaceContent(page, head, drawCard(cast.narrator), cast.people.slice(0, shown).map(drawCard),
      cast.people.length > shown && pill(formatCount(cast.people.length - shown, 'more person', 'more people'), () => { shown = Infinity; draw(); }),
      others);
    drawComparison();
  }

  const card = drawOnce(([person]) => {
    const isNarrator = !person.name;
    // What somebody tries stays when the cast is drawn anew.
    const settings = tried.get(person.name) ?? { ...person.settings };
    const status = h('span.quiet', { role: 'status' }, tried.has(person.name) && 'Not saved yet.');
    const trial = extra => ({ name: person.name, voice: person.voice, settings, place: person.samples.length ? exact(person, person.samples[0].place) : '', ...extra });
    return h('section.card.person', { style: { '--hue': person.hue }, 'aria-label': nameOf(person.name) },
      h('h3', isNarrator ? 'Narrator' : person.name,
        !isNarrator && h('small', ` ${formatCount(person.lines, 'line')}, ${formatShare(person.share)}`)),
      person.aliases.length > 0 && h('p.quiet.aliases', 'also ', person.aliases.map((alias, index) => [index > 0 && ', ', alias,
        h('button.text', { title: `${alias} is somebody else`, onclick: () => edit({ apart: [alias] }) }, 'is somebody else')])),
      person.alike.length > 0 && h('p.problem', `Sounds much like ${person.alike.map(nameOf).join(' and ')}.`),
      h('div.samples', person.samples.map(line => h('button.sample', {
        onclick: () => hear(exact(person, line.place)),
      }, drawPlay(), shorten(line.text, 90)))),
      row(
        h('label', 'Voice ', h('select', { onchange: event => save(person, event.target.value, settings) }, drawVoices(person))),
        !isNarrator && h('label', 'Gender ', select({ onchange: event => edit({ genders: [[person.name, event.target.value || 'unknown']] }) }, GENDERS, person.gender)),
        !isNarrator && h('label.check', h('input', {
          type: 'checkbox', checked: compared.has(person.name), onchange: event => { compared[event.target.checked ? 'add' : 'delete'](person.name); drawComparison(); },
        }), ' Compare')),
      person.suggestions.length > 0 && row(h('span.quiet', 'Try: '), person.suggestions.map(voice => h('span.chip',
        h('button', { title: `Hear ${person.name} as ${voice}`, onclick: () => tryVoice(trial({ voice, settings: {} })) }, '▸ ', voice),
        h('button', { title: `Give ${person.name} the voice ${voice}`, onclick: () => save(person, voice, {}) }, 'use it')))),
      more('Fine-tune this voice', opened, person.name,
        Object.entries(SLIDER_NAMES).map(([key, [label, low, high]]) => h('label.slider',
          h('span', label), h('small', low),
          h('input', {
            type: 'range', min: cast.limits[key][0], max: cast.limits[key][1], step: 0.02, value: settings[key] ?? PLAIN[key],
            onchange: event => {
              settings[key] = Number(event.target.value);
              if (settings[key] === PLAIN[key]) delete settings[key];
              tried.set(person.name, settings);
              replaceContent(status, 'Not saved yet.');
              tryVoice(trial({}));
            },
          }), h('small', high))),
        row(
          pill('Hear it', () => tryVoice(trial({}))),
          pill('Save', () => save(person, person.voice, settings), { class: 'pill main' }),
          pill('Reset', () => save(person, person.voice, {})), status)),
      !isNarrator && h('details', h('summary', 'Name'),
        form('.row', event => rename(person.name, event.target.elements.name.value),
          h('input', { type: 'text', name: 'name', value: person.name, 'aria-label': 'Name' }), h('button.pill', 'Rename')),
        drawJoin(person.name, cast.people, edit)));
  });

  function drawVoices(person) {
    const known = cast.voices.some(voice => voice.name === person.voice);
    const groups = [['female', 'Women'], ['male', 'Men'], ['neutral', 'Other']];
    return [!known && h('option', { value: person.voice, selected: true }, person.voice), ...groups.map(([gender, label]) => h('optgroup', { label },
      cast.voices.filter(voice => voice.gender === gender).map(voice => h('option', { value: voice.name, selected: voice.name === person.voice },
        `${voice.name} – ${voice.description}`))))];
  }

  const typed = (voice, settings) => [voice, ...Object.entries(settings).map(([key, value]) => `${key}=${value}`)].join(' ');

  async function save({ name }, voice, settings) {
    const before = tried.get(name);
    tried.delete(name);
    saves[name] = (saves[name] ?? 0) + 1;
    const value = typed(voice, settings);
    if (!await edit(name ? { voices: [[name, value]] } : { narrator: value }) && before) tried.set(name, before);
    draw();
  }

  const rename = (name, to) => { if (to.trim() && to !== name) edit({ renames: [[name, to.trim()]] }); };

  // A line without its narration; the narrator's places are paragraphs.
  const exact = (person, place) => person.name && !place.includes('.') ? `${place}.1` : place;

  const hear = place => {
    const address = soundOf(place);
    return isPlaying(address) ? stop() : play([{ address }]);
  };

  const tryVoice = trial => playTrial('trial', trial);

  function drawComparison() {
    const people = cast.people.filter(person => compared.has(person.name));
    const all = people.flatMap(person => person.samples.slice(0, 2).map(line => ({ address: soundOf(exact(person, line.place)) })));
    replaceContent(comparison, people.length === 1 && h('span.quiet', `Choose one more person to compare with ${people[0].name}.`),
      people.length > 1 && pill(`Hear ${people.map(person => person.name).join(', then ')}`, () => play(all), { class: 'pill main' }));
  }

  async function loadOthers() {
    const found = await ask('other-casts');
    if (!found) return;
    replaceContent(others, others.firstChild, !found.length && quiet('No other book here has a voice for somebody of this story.'),
      found.map(({ title, voices }) => {
        const pairs = Object.entries(voices);
        return row(pill(`From ${title}`, () => edit({ voices: pairs })), h('span.quiet', pairs.map(pair => pair.join(' ')).join(', ')));
      }));
  }

  return watchVersion(story, load);
}
