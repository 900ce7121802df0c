// Chooses the part of a picture that becomes the cover: a square, moved and sized with sliders.

import { h } from './dom.js';

const PREVIEW = 280;
const MAX_SIDE = 2400;

// Shows a picture in a dialog; resolves with a square JPEG, with the file itself, or with null.
export async function chooseSquare(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return file; // the server says what is wrong with it
  }
  const { width, height } = picture;
  const canvas = h('canvas', { width: PREVIEW, height: PREVIEW, role: 'img', 'aria-label': 'The chosen part of the picture' });
  const place = { zoom: 1, x: 0.5, y: 0.5 };

  function draw(target) {
    const side = Math.min(width, height) / place.zoom;
    const [left, top] = [(width - side) * place.x, (height - side) * place.y];
    target.getContext('2d').drawImage(picture, left, top, side, side, 0, 0, target.width, target.height);
    return side;
  }

  const slider = (label, key, min, max, step) => h('label.slider-row', {}, h('span', {}, label), h('input', {
    type: 'range', min, max, step, value: place[key],
    oninput: event => {
      place[key] = Number(event.target.value);
      draw(canvas);
    },
  }));
  const dialog = h('dialog.sheet.crop', { 'aria-label': 'Choose the part for the cover' },
    h('h2', {}, 'Choose the part for the cover'), canvas,
    slider('Size', 'zoom', 1, 4, 0.05), slider('Left or right', 'x', 0, 1, 0.01), slider('Up or down', 'y', 0, 1, 0.01),
    h('form', { method: 'dialog', class: 'row' },
      h('button.pill.main', { value: 'part' }, 'Use this part'),
      h('button.pill', { value: 'whole' }, 'Use the whole picture'),
      h('button.pill', { value: '' }, 'Cancel')));
  document.body.append(dialog);
  draw(canvas);
  dialog.showModal();
  await new Promise(resolve => { dialog.addEventListener('close', resolve, { once: true }); });
  dialog.remove();
  if (dialog.returnValue === 'whole') return file;
  if (dialog.returnValue !== 'part') return null;
  const side = Math.min(MAX_SIDE, Math.round(Math.min(width, height) / place.zoom));
  const target = h('canvas', { width: side, height: side });
  draw(target);
  return new Promise(resolve => { target.toBlob(resolve, 'image/jpeg', 0.93); });
}
