// Chooses the part of a picture that becomes the cover: a square, set by sliders.

import { h } from './dom.js';

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
  const dialog = document.querySelector('#crop');
  const place = { zoom: 1, x: 0.5, y: 0.5 };

  function draw(target) {
    const side = Math.min(width, height) / place.zoom;
    const [left, top] = [(width - side) * place.x, (height - side) * place.y];
    target.getContext('2d').drawImage(picture, left, top, side, side, 0, 0, target.width, target.height);
  }

  const show = () => draw(dialog.querySelector('canvas'));
  dialog.querySelectorAll('input').forEach(slider => {
    slider.value = place[slider.name];
    slider.oninput = () => {
      place[slider.name] = Number(slider.value);
      show();
    };
  });
  show();
  dialog.returnValue = '';
  dialog.showModal();
  await new Promise(resolve => { dialog.addEventListener('close', resolve, { once: true }); });
  if (dialog.returnValue === 'whole') return file;
  if (dialog.returnValue !== 'part') return null;
  const side = Math.min(MAX_SIDE, Math.round(Math.min(width, height) / place.zoom));
  const target = h('canvas', { width: side, height: side });
  draw(target);
  return new Promise(resolve => { target.toBlob(resolve, 'image/jpeg', 0.93); });
}
