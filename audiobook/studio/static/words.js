// The words that the voice guesses: to hear, and to set right.

import { ask } from './app.js';
import { drawOnce, formatCount, h, quiet, replaceContent, row, stamp } from './dom.js';
import { playTrial, watchVersion } from './player.js';
import { drawSpelling, EVERYWHERE, HERE } from './spelling.js';

export function mountWords(root, story) {
  const page = h('div.room');
  root.append(page);
  const guesses = h('ul.words');
  const others = h('ul.words');
  let words = null;
  let open = '';

  async function load() {
    if (!words) replaceContent(page, stamp('looking'));
    const found = await ask('words');
    if (!found || found.version < words?.version) return;
    words = found;
    draw();
  }

  // Whether it has its pronunciation in one line only.
  const isHere = word => word.origin.startsWith('only');
  const isGuess = word => word.origin === 'guess' && !word.said;

  function draw() {
    const more = words.total - words.words.length;
    const [guessed, known] = [true, false].map(isOne => words.words.filter(word => isGuess(word) === isOne).map(drawCard));
    replaceContent(guesses, guessed);
    replaceContent(others, known);
    replaceContent(page,
      h('div.head', h('h2', 'Pronunciation'), quiet(guessed.length
        ? 'The voice doesn’t know these words, so it guesses. Listen to each, and write down how it sounds if the guess is wrong.'
        : 'The voice doesn’t have to guess any word of this story.')),
      guesses, known.length > 0 && h('h3', 'Words with a pronunciation of their own'), others,
      more > 0 && quiet(`${formatCount(more, 'rarer word')} aren’t shown.`));
  }

  const drawCard = word => cards(`${word.word} ${word.origin}`, word);

  const cards = drawOnce(word => h('li.card.word', { 'aria-label': word.word },
      row(
        h('button.pill', { 'aria-label': `Hear ${word.word}`, onclick: () => hear(word, `${word.word}.`) }, `▸ ${word.word}`),
        h('span', word.respelling), h('span.quiet', `/${word.phonemes}/`),
        h('span.quiet', `${word.count === 1 ? 'once' : `${word.count} times`}, ${isHere(word) ? word.origin : word.said ? 'you said so' : word.origin === 'guess' ? 'a guess' : `from ${word.origin}`}`)),
      word.sentence && h('p.said', h('button.text', { 'aria-label': 'Hear the sentence', onclick: () => hear(word, word.sentence) }, '▸ '), word.sentence),
      h('details', { open: open === word.word, ontoggle: event => { if (event.target.open) open = word.word; } },
        h('summary', 'Say it another way'), drawForm(word))));

  const drawForm = word => drawSpelling({
    ...word, usual: word.respelling, letters: words.sounds,
    scopes: isHere(word) ? [HERE, ...EVERYWHERE] : [...EVERYWHERE, ...(word.place ? [HERE] : [])],
    hear: said => hear(word, `${word.word}.`, said),
  });

  const hear = (word, text, said = isHere(word) ? word.said : '') => playTrial('word', { word: word.word, said, text });

  return watchVersion(story, load);
}
