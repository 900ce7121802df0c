// Bookmarks: kept in this browser, in the order of the book. Another tab may have changed them, so they are read again.
const bookmarksName = `audiobook:bookmarks:${album.identity}`;

const readBookmarks = () => loadStored(bookmarksName, {all: []}).all;
const isSamePlace = (one, other) => one.key === other.key && one.words === other.words && one.link === other.link;

function storeBookmarks(all) {
  store({name: bookmarksName, all});
  showBookmarks();
}

function addBookmark(sentence) {
  storeBookmarks([...readBookmarks().filter(bookmark => !isSamePlace(bookmark, sentence)), sentence]);
  announce('Bookmark added');
}

function removeBookmark(bookmark) {
  storeBookmarks(readBookmarks().filter(other => !isSamePlace(other, bookmark)));
  announce('Bookmark removed');
}

// The chapter and the time of a bookmark: where its words are now, since a new take has other times.
function findBookmark(bookmark) {
  const index = album.chapters.findIndex(entry => entry.key === bookmark.key);
  if (index < 0) return null;
  const spoken = readText(index).text.filter(Array.isArray).flat().filter(sentence => joinRuns(sentence.slice(2)) === bookmark.words);
  const nearest = spoken.sort((one, other) => Math.abs(one[0] - bookmark.time) - Math.abs(other[0] - bookmark.time))[0];
  return {index, time: nearest ? nearest[0] : bookmark.time};
}

const joinRuns = runs => runs.map((run, place) => (place && !joinsPrevious(run) ? ' ' : '') + (Array.isArray(run) ? run[0] : run)).join('').trim();

function showBookmarks() {
  const found = readBookmarks().map(bookmark => ({bookmark, position: findBookmark(bookmark)})).filter(({position}) => position);
  found.sort((one, other) => one.position.index - other.position.index || one.position.time - other.position.time);
  byId('bookmarks').replaceChildren(...found.map(renderBookmark));
  byId('no-bookmarks').hidden = found.length > 0;
}

function renderBookmark({bookmark, position}) {
  const entry = album.chapters[position.index];
  const jump = createButton('result', '', () => { closeOnPhone(byId('bookmarks-box')); visit(position.index, position.time); });
  jump.append(create('span', 'quiet', `${entry.title}, ${formatTime(position.time - entry.start)}`), create('span', 'words', bookmark.words));
  const remove = createButton('icon', '×', () => removeBookmark(bookmark));
  remove.setAttribute('aria-label', `Remove the bookmark “${bookmark.words}”`);
  return create('li', 'bookmark', jump, remove);
}

function bookmarkCurrent() {
  const element = sentences[current]?.[2];
  if (element) addBookmark(describeSentence(element)); else announce('No sentence here yet. Press Play first');
}

function setUpBookmarks() {
  showBookmarks();
  addEventListener('storage', event => { if (event.key === bookmarksName) showBookmarks(); });
}
