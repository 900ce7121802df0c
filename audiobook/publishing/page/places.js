// A sentence has a place: chapter, paragraph, and its number there. #7:42 is a paragraph, #7:42s3 its third sentence.
const LINK = /^#(\d+)(?::(\d+)(?:s(\d+))?)?$/;
const placeDialog = byId('place');
let chosen = null;   // what the dialog is about
let left = null;     // where the reader was before a jump to a link, a bookmark or a result

// The chapter and the time that the page's address asks for, null where it names no place.
function findLinked() {
  const match = LINK.exec(decodeHash());
  if (!match) return null;
  const [, number, paragraph, sentence] = match.map(Number);
  const index = album.chapters.findIndex(entry => entry.number === number);
  if (index < 0) return null;
  return {index, time: findPlaceTime(index, paragraph, sentence || 1) ?? album.chapters[index].start};
}

// Once the reader plays, the address is the book's again: after a reload the sound goes on where it was.
function forgetLinked() {
  if (LINK.test(decodeHash())) history.replaceState(null, '', location.pathname + location.search);
}

function decodeHash() {
  try { return decodeURIComponent(location.hash); } catch { return ''; }
}

function findPlaceTime(index, paragraph, sentence) {
  const {text: paragraphs, places} = readText(index);
  const found = paragraph ? places.indexOf(paragraph) : -1;
  return found < 0 ? undefined : (paragraphs[found][sentence - 1] ?? paragraphs[found][0])[0];
}

function describeSentence(element) {
  const {place, number} = element.dataset;
  return {
    key: chapter().key, time: Number(element.dataset.start), place, link: place.includes(':') ? `#${place}s${number}` : `#${place}`,
    words: element.textContent.trim(),
  };
}

// Shows a place; it plays on only if the sound is playing now.
function visit(index, time) {
  if (mayStore) offerReturn({index: at, time: now()});
  if (sound.paused) mayStore = false;
  untouched = false;
  open(index, time, false);
  follow();
}

function offerReturn(place) {
  left = place;
  byId('return').hidden = false;
}

function returnToLeft() {
  const {index, time} = left;
  left = null;
  byId('return').hidden = true;
  untouched = false;
  open(index, time, false);
  mayStore = true;
  follow();
}

function openPlaceDialog(element) {
  if (!element) return announce('No sentence here yet. Press Play first');
  chosen = describeSentence(element);
  const isLine = chosen.place.includes(':');
  byId('place-words').textContent = chosen.words;
  byId('place-number').textContent = isLine ? `Copy line number ${chosen.place}` : '';
  byId('place-number').hidden = byId('place-use').hidden = !isLine;
  byId('place-use').querySelector('code').textContent = `audiobook cast … --line ${chosen.place} NAME`;
  placeDialog.showModal();
}

function setUpPlaces() {
  byId('this-sentence').addEventListener('click', () => openPlaceDialog(sentences[current]?.[2]));
  text.addEventListener('click', event => {
    const label = event.target.closest('.place');
    if (!label) return;
    event.preventDefault();
    event.stopPropagation();
    openPlaceDialog(label.parentElement.querySelector('.sentence'));
  }, true);
  byId('place-number').addEventListener('click', () => copyText(chosen.place, `Copied ${chosen.place}`));
  byId('place-link').addEventListener('click', () => copyText(new URL(chosen.link, location.href).href, 'Link copied'));
  byId('place-bookmark').addEventListener('click', () => { addBookmark(chosen); placeDialog.close(); });
  byId('place-close').addEventListener('click', () => placeDialog.close());
  closeByBackdrop(placeDialog);
  byId('return').addEventListener('click', returnToLeft);
  addEventListener('hashchange', () => {
    const linked = findLinked();
    if (linked) visit(linked.index, linked.time);
  });
}

function closeByBackdrop(dialog) {
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
}
