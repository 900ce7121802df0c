// What the chosen paragraph is: story, a note, a heading, left out; and where chapters begin.

import { form, h, more, pill, row } from './dom.js';

const KINDS = [
  ['story', 'Story'], ['note', 'Author’s note'], ['heading', 'Heading'], ['break', 'Scene break'], ['skipped', 'Leave it out'],
];

export function drawKind({ chapter, paragraph, isFirst, title, opened, edit }) {
  if (!paragraph) return null;
  const place = `${chapter}:${paragraph.number}`;
  const mark = kind => edit({ blocks: [[place, kind]] });
  const name = h('input', { type: 'text', name: 'title', value: title, 'aria-label': 'Title of the chapter' });
  return more('What this paragraph is', opened, 'kind',
    row(KINDS.map(([kind, label]) => pill(label, () => mark(kind))),
      pill('Let the program decide', () => mark('auto'))),
    !isFirst && row(pill('A new chapter begins here', () => mark('chapter'))),
    isFirst && chapter > 0 && form('.row', () => edit({ chapter_titles: [[chapter, name.value]] }), name, h('button.pill', 'Rename the chapter')),
    isFirst && chapter > 1 && row(pill('This isn’t a new chapter: join it to the one before', () => edit({ joined_chapters: [chapter] }))));
}
