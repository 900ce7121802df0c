// How the chosen line sounds: hear it, another take, another delivery, pauses.

import { h, more, pill, row, select } from './dom.js';
import { playTrial } from './player.js';
import { drawSpelling, EVERYWHERE, HERE } from './spelling.js';

const MOST_TAKES = 99;
const NAMES = { plain: 'like any other line', flat: 'without expression', thought: 'like a thought' };

export function drawSound({ place, line, hear, listen, keep, opened }) {
  const { sound } = line;
  const wanted = { take: sound.take ?? sound.current };
  const tried = [...new Set([0, sound.current, wanted.take])].sort((one, other) => one - other);
  const read = input => input.value === '' ? null : Number(input.value);
  const changes = () => ({
    take: wanted.take,
    delivery: delivery.value || null,
    pause_before: read(before),
    pause_after: read(after),
  });
  const listenTo = () => playTrial('take/sound', { place, ...changes() });
  const takes = h('span.takes', { role: 'group', 'aria-label': 'Takes' });
  const drawTakes = () => takes.replaceChildren(...tried.map(number => h('button.pill', {
    'aria-pressed': String(number === wanted.take), title: `Take ${number + 1}`,
    onclick: () => { wanted.take = number; drawTakes(); listenTo(); },
  }, number + 1)), h('button.pill', {
    disabled: tried.at(-1) >= MOST_TAKES,
    onclick: () => { wanted.take = tried.at(-1) + 1; tried.push(wanted.take); drawTakes(); listenTo(); },
  }, 'Another take'));
  // Words that have a pronunciation here come first.
  const words = [...new Set([...Object.keys(sound.say), ...line.words])];
  const drawWord = word => drawSpelling({
    word, place, said: sound.say[word] || '', usual: word, letters: line.spelling, scopes: [HERE, ...EVERYWHERE],
    hear: said => playTrial('take/sound', { place, say: { [word]: said } }),
  });
  const chooser = select({ onchange: () => chooser.parentElement.nextSibling.replaceWith(drawWord(chooser.value)) },
    words.map(word => [word, [word, sound.say[word] && `: ${sound.say[word]}`]]));
  const delivery = select({ onchange: listenTo }, [['', 'as the story says'], ...line.deliveries.map(word => [word, NAMES[word]])], sound.delivery);
  const pause = value => h('input', { type: 'number', min: 0, max: 60000, step: 100, value: value ?? '', placeholder: 'usual' });
  const before = pause(sound.pause_before);
  const after = pause(sound.pause_after);
  drawTakes();
  return h('div.sound',
    row(
      pill(['Hear it', h('kbd', 'Space')], hear),
      pill(['Listen from here', h('kbd', 'P')], listen)),
    more('How it is spoken', opened, 'sound',
      row(takes),
      h('label', h('span', 'Spoken'), delivery),
      h('label', h('span', 'Pause before'), before, h('small', 'ms')),
      h('label', h('span', 'Pause after'), after, h('small', 'ms')),
      row(
        pill('Keep it like this', () => keep(changes()), { class: 'pill main' }),
        pill('Back to automatic', () => keep({ take: null, delivery: null, pause_before: null, pause_after: null, say: null })))),
    words.length > 0 && more('How a word sounds', opened, 'word', h('label', h('span', 'Word'), chooser), drawWord(words[0])));
}
