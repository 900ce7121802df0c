// What the chosen paragraph is: story, a note, a heading, left out; and where chapters begin.

import { h, pill } from './dom.js';

const KINDS = [
  ['story', 'Story'], ['note', 'Author’s note'], ['heading', 'Heading'], ['break', 'Scene break'], ['skipped', 'Leave it out'],
];

export function drawKind({ chapter, paragraph, isFirst, title, isOpen, setOpen, edit }) {
  if (!paragraph) return null;
  const place = `${chapter}:${paragraph.number}`;
  const mark = kind => edit({ blocks: [[place, kind]] });
  const name = h('input', { type: 'text', name: 'title', value: title, 'aria-label': 'Title of the chapter' });
  return h('details', { class: 'more', open: isOpen, ontoggle: event => setOpen(event.target.open) }, h('summary', {}, 'What this paragraph is'),
    h('div', { class: 'row' }, KINDS.map(([kind, label]) => pill(label, () => mark(kind))),
      pill('Let the program decide', () => mark('auto'))),
    !isFirst && h('div', { class: 'row' }, pill('A new chapter begins here', () => mark('chapter'))),
    isFirst && chapter > 0 && h('form', { class: 'row', onsubmit: event => {
      event.preventDefault();
      edit({ chapter_titles: [[chapter, name.value]] });
    } }, name, h('button', { class: 'pill' }, 'Rename the chapter')),
    isFirst && chapter > 1 && h('div', { class: 'row' }, pill('This isn’t a new chapter: join it to the one before', () => edit({ joined_chapters: [chapter] }))));
}
