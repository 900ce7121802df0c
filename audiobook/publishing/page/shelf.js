// The library's page: how far each book has been heard in this browser, and which one to go on with.
// So close to its end, in seconds, a book counts as finished.
const FINISHED_MARGIN = 4;

// What the album's page has kept, null where the book was never played here.
function readProgress(card) {
  if (!card.dataset.identity) return null;
  const {position, used, chapter = ''} = loadStored(`audiobook:${card.dataset.identity}`, {});
  const length = Number(card.dataset.seconds);
  if (!used || !length) return null;
  return {card, used, chapter, share: Math.min(1, position / length), left: Math.max(0, length - position)};
}

function showProgress({card, share, left}) {
  const finished = left < FINISHED_MARGIN, percent = finished ? 100 : Math.floor(100 * share);
  const bar = card.querySelector('.heard');
  bar.hidden = false;
  bar.querySelector('.bar').style.setProperty('--share', `${percent}%`);
  bar.querySelector('.words').textContent = finished ? 'finished' : `${percent}% heard · ${spellOutDuration(left)} left`;
}

function showContinue(books) {
  const unfinished = books.filter(({left}) => left >= FINISHED_MARGIN).sort((one, other) => other.used - one.used), banner = byId('continue');
  banner.hidden = !unfinished.length;
  if (!unfinished.length) return;
  const {card, chapter, left} = unfinished[0], link = card.querySelector('h2 a');
  banner.href = `${link.href}#continue`;
  byId('continue-title').textContent = link.textContent;
  byId('continue-place').textContent = [chapter === link.textContent ? '' : chapter, `${spellOutDuration(left)} left`].filter(Boolean).join(' · ');
}

function showShelf() {
  const books = [...document.querySelectorAll('.album')].map(readProgress).filter(Boolean);
  books.forEach(showProgress);
  showContinue(books);
}

document.documentElement.classList.add('js');
showShelf();
setUpCopyButtons();
registerWorker();
// Coming back from a book by the browser's own button, too.
addEventListener('pageshow', showShelf);
