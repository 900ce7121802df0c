// How a word sounds, as somebody spells it: in one line, in the story, or everywhere.

import { change } from './app.js';
import { form, h, pill, row, select, stamp } from './dom.js';

export const HERE = ['line', 'Only in this line'];
export const EVERYWHERE = [['story', 'Everywhere in this story'], ['all', 'In all my stories']];

// `scopes` are pairs of where it holds and its name; the first one is chosen.
export function drawSpelling({ word, place, said, usual, letters, scopes, hear }) {
  const input = h('input', { type: 'text', value: said, placeholder: usual, 'aria-label': `How ${word} sounds`, autocomplete: 'off', spellcheck: 'false' });
  const scope = select({ 'aria-label': 'Where it sounds like that' }, scopes);
  const tap = part => {
    input.setRangeText(part, input.selectionStart, input.selectionEnd, 'end');
    input.focus();
  };
  const save = text => {
    const plain = word.replace(/:\d+$/, '');
    const message = text ? `${plain} will be said like that.` : `${plain} is the voice’s guess again.`;
    return scope.value === 'line' ? change('take', { place, say: { [word]: text } }, message)
      : change('say', { word: plain, said: text, everywhere: scope.value === 'all' }, message);
  };
  return form('', () => save(input.value.trim()),
    stamp('spelling'),
    row(input, scope),
    row(pill('Hear it', () => hear(input.value.trim())), h('button.pill.main', 'Save'), said && pill('Forget', () => save(''))),
    h('div.row.sounds', { role: 'group', 'aria-label': 'Sounds to tap' }, letters.map(sound => h('button', {
      onclick: () => tap(sound.letters),
    }, h('b', sound.letters), h('small', sound.example)))));
}
