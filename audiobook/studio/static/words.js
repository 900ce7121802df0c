// The words that the voice guesses: to hear, and to set right.

import { get } from './api.js';
import { change } from './app.js';
import { formatCount, h, pill, replaceContent } from './dom.js';
import { loadRoom, playTrial } from './player.js';

export function mountWords(root, story, { attempt }) {
  const page = h('div', { class: 'room' });
  root.append(page);
  let words = null;
  let open = '';

  async function load() {
    if (!words) replaceContent(page, h('p', { class: 'working' }, 'Looking for words that the voice may not know…'));
    const found = await attempt(() => get(`story/${story.id}/words`));
    if (!found) return;
    words = found;
    draw();
  }

  const isGuess = word => word.origin === 'guess' && !word.said;

  function draw() {
    const scroll = document.scrollingElement.scrollTop;
    const more = words.total - words.words.length;
    replaceContent(page,
      h('div', { class: 'head' }, h('h2', {}, 'Pronunciation'),
        h('p', { class: 'quiet' }, words.words.some(isGuess)
          ? 'The voice doesn’t know these words, so it guesses. Listen to each, and write down how it sounds if the guess is wrong.'
          : 'The voice doesn’t have to guess any word of this story.')),
      h('ul', { class: 'words' }, words.words.filter(isGuess).map(drawWord)),
      words.words.some(word => !isGuess(word)) && h('section', {},
        h('h3', {}, 'Words with a pronunciation of their own'),
        h('ul', { class: 'words' }, words.words.filter(word => !isGuess(word)).map(drawWord))),
      more > 0 && h('p', { class: 'quiet' }, `${formatCount(more, 'rarer word')} aren’t shown.`));
    document.scrollingElement.scrollTop = scroll;
  }

  function drawWord(word) {
    return h('li', { class: 'card word' },
      h('div', { class: 'row' },
        h('button', { class: 'pill', 'aria-label': `Hear ${word.word}`, onclick: () => hear(word, `${word.word}.`) }, `▸ ${word.word}`),
        h('span', {}, word.respelling), h('span', { class: 'quiet' }, `/${word.phonemes}/`),
        h('span', { class: 'quiet' }, `${word.count === 1 ? 'once' : `${word.count} times`}, ${word.said ? 'you said so' : word.origin === 'guess' ? 'a guess' : `from ${word.origin}`}`)),
      word.sentence && h('p', { class: 'said' }, h('button', { class: 'text', onclick: () => hear(word, word.sentence) }, '▸ '), word.sentence),
      h('details', { open: open === word.word, ontoggle: event => { if (event.target.open) open = word.word; } },
        h('summary', {}, 'Say it another way'), drawForm(word)));
  }

  function drawForm(word) {
    const input = h('input', { type: 'text', value: word.said, placeholder: word.respelling, 'aria-label': `How ${word.word} sounds`, autocomplete: 'off', spellcheck: 'false' });
    const everywhere = h('input', { type: 'checkbox' });
    const tap = letters => {
      input.setRangeText(letters, input.selectionStart, input.selectionEnd, 'end');
      input.focus();
    };
    return h('form', { onsubmit: event => { event.preventDefault(); save(word, input.value.trim(), everywhere.checked); } },
      h('p', { class: 'quiet' }, 'Spell it as it sounds, with hyphens between syllables and the stressed one in capitals: shih-VAWN. Or write IPA between slashes: /ʃɪˈvɔːn/.'),
      h('div', { class: 'row' }, input,
        pill('Hear it', () => hear(word, `${word.word}.`, input.value.trim())),
        h('button', { class: 'pill main' }, 'Save'),
        word.said && pill('Forget', () => save(word, '', false))),
      h('label', { class: 'check' }, everywhere, ' For all my stories'),
      h('div', { class: 'row sounds', role: 'group', 'aria-label': 'Sounds to tap' }, words.sounds.map(sound => h('button', {
        onclick: () => tap(sound.letters),
      }, h('b', {}, sound.letters), h('small', {}, sound.example)))));
  }

  const hear = (word, text, said = '') => attempt(() => playTrial(`${story.id}/word`, { word: word.word, said, text }));

  function save(word, said, everywhere) {
    open = '';
    return change('say', { word: word.word, said, everywhere }, said
      ? `${word.word} will be said like that${everywhere ? ' in all your stories' : ''}.` : `${word.word} is the voice’s guess again.`);
  }

  return loadRoom(story, load);
}
