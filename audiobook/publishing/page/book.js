// How far the reader is in the whole book, whatever its chapters.
const lengths = album.chapters.map(entry => entry.end - entry.start);
const begins = lengths.map((_, index) => lengths.slice(0, index).reduce((sum, length) => sum + length, 0));
const bookLength = lengths.reduce((sum, length) => sum + length, 0);

const bookPosition = () => begins[at] + Math.min(Math.max(0, now() - chapter().start), lengths[at]);

function showBook() {
  const position = bookPosition(), speed = preferences.speed, left = (bookLength - position) / speed;
  const share = Math.floor(100 * position / (bookLength || 1));
  const words = `${share}% of the book · ${spellOutDuration(left)} left${speed === 1 ? '' : ` at ${speed}×`}`;
  if (byId('book').textContent !== words) byId('book').textContent = words;
}
