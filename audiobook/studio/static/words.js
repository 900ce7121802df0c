// The words that the voice guesses: to hear, and to set right.

import { get } from './api.js';
import { formatCount, h, quiet, redraw, replaceContent, row } from './dom.js';
import { playTrial, watchVersion } from './player.js';
import { drawSpelling, EVERYWHERE, HERE } from './spelling.js';

export function mountWords(root, story, { attempt }) {
  const page = h('div.room', {});
  root.append(page);
  let words = null;
  let open = '';

  async function load() {
    if (!words) replaceContent(page, h('p.working', {}, 'Looking for words that the voice may not know…'));
    const found = await attempt(() => get(`story/${story.id}/words`));
    if (!found) return;
    words = found;
    draw();
  }

  // Whether it has its pronunciation in one line only.
  const isHere = word => word.origin.startsWith('only');
  const isGuess = word => word.origin === 'guess' && !word.said;

  function draw() {
    const more = words.total - words.words.length;
    redraw(page,
      h('div.head', {}, h('h2', {}, 'Pronunciation'),
        quiet(words.words.some(isGuess)
          ? 'The voice doesn’t know these words, so it guesses. Listen to each, and write down how it sounds if the guess is wrong.'
          : 'The voice doesn’t have to guess any word of this story.')),
      h('ul.words', {}, words.words.filter(isGuess).map(drawWord)),
      words.words.some(word => !isGuess(word)) && h('section', {},
        h('h3', {}, 'Words with a pronunciation of their own'),
        h('ul.words', {}, words.words.filter(word => !isGuess(word)).map(drawWord))),
      more > 0 && quiet(`${formatCount(more, 'rarer word')} aren’t shown.`));
  }

  function drawWord(word) {
    return h('li.card.word', {},
      row(
        h('button.pill', { 'aria-label': `Hear ${word.word}`, onclick: () => hear(word, `${word.word}.`) }, `▸ ${word.word}`),
        h('span', {}, word.respelling), h('span.quiet', {}, `/${word.phonemes}/`),
        h('span.quiet', {}, `${word.count === 1 ? 'once' : `${word.count} times`}, ${isHere(word) ? word.origin : word.said ? 'you said so' : word.origin === 'guess' ? 'a guess' : `from ${word.origin}`}`)),
      word.sentence && h('p.said', {}, h('button.text', { onclick: () => hear(word, word.sentence) }, '▸ '), word.sentence),
      h('details', { open: open === word.word, ontoggle: event => { if (event.target.open) open = word.word; } },
        h('summary', {}, 'Say it another way'), drawForm(word)));
  }

  const drawForm = word => drawSpelling({
    word: word.word, place: word.place, said: word.said, usual: word.respelling, letters: words.sounds,
    scopes: isHere(word) ? [HERE, ...EVERYWHERE] : [...EVERYWHERE, ...(word.place ? [HERE] : [])],
    hear: said => hear(word, `${word.word}.`, said),
  });

  const hear = (word, text, said = isHere(word) ? word.said : '') => attempt(() => playTrial(`${story.id}/word`, { word: word.word, said, text }));

  return watchVersion(story, load);
}
