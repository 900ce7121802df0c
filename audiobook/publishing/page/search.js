// Search in the text of all chapters. Case, accents and the form of quotation marks do not matter.
const MAX_RESULTS = 100, CONTEXT = 40;
const searchBox = byId('search-box'), searchField = byId('search'), results = byId('results');
let searchIndex = null;   // paragraphs of all chapters, built at the first search

// The text without case, accents and typographic marks, of the same length, so that positions stay the same.
function fold(words) {
  const lower = words.toLowerCase();
  return (lower.length === words.length ? lower : words)
    .replace(/[‘’ʼ]/g, "'").replace(/[“”„«»]/g, '"').replace(/[‐-―]/g, '-')
    .replace(/[^\x00-\x7f]/g, character => character.normalize('NFKD')[0]);
}

function buildSearchIndex() {
  return album.chapters.flatMap((entry, index) => readText(index).text.filter(Array.isArray).map(paragraph => {
    const starts = [];
    let words = '';
    for (const [start, , ...runs] of paragraph) {
      starts.push([words.length, start]);
      words += runs.map((run, place) => (place && !joinsPrevious(run) ? ' ' : '') + (Array.isArray(run) ? run[0] : run)).join('') + ' ';
    }
    words = words.normalize('NFC').replace(/\s/g, ' ');
    return {index, words, folded: fold(words), starts};
  }));
}

function findResults(query) {
  searchIndex ??= buildSearchIndex();
  const wanted = fold(query.normalize('NFC').trim().replace(/\s+/g, ' ')), found = [];
  if (!wanted) return found;
  for (const paragraph of searchIndex) {
    for (let place = paragraph.folded.indexOf(wanted); place >= 0; place = paragraph.folded.indexOf(wanted, place + wanted.length)) {
      found.push({...paragraph, place, length: wanted.length});
    }
  }
  return found;
}

function showResults() {
  const found = findResults(searchField.value), chapters = new Set(found.map(result => result.index)).size;
  results.replaceChildren(...found.slice(0, MAX_RESULTS).map(renderResult));
  byId('results-count').textContent = !searchField.value.trim() ? '' : !found.length ? 'Nothing found' :
    `${found.length.toLocaleString('en')} found in ${chapters === 1 ? '1 chapter' : `${chapters} chapters`}` +
    (found.length > MAX_RESULTS ? `; the first ${MAX_RESULTS} are shown` : '');
}

function renderResult({index, words, starts, place, length}) {
  const from = Math.max(0, place - CONTEXT), to = place + length + CONTEXT;
  const time = starts.findLast(([offset]) => offset <= place)[1];
  const button = createButton('result', '', () => { closeOnPhone(searchBox); visit(index, time); });
  button.append(
    create('span', 'quiet', album.chapters[index].title), create('span', '', from ? '…' : '', words.slice(from, place),
      create('mark', '', words.slice(place, place + length)), words.slice(place + length, to).trimEnd(), to < words.length - 1 ? '…' : ''));
  return create('li', '', button);
}

// On a phone the text is below the boxes.
function closeOnPhone(box) {
  if (matchMedia('(max-width: 899px)').matches) box.open = false;
}

function openSearch() {
  searchBox.open = true;
  searchBox.scrollIntoView({block: 'nearest'});
  searchField.focus();
  searchField.select();
}

function setUpSearch() {
  let timer = 0;
  searchField.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(showResults, 150); });
  searchField.addEventListener('keydown', event => {
    if (event.key === 'Enter') { showResults(); results.querySelector('button')?.click(); }
    if (event.key === 'Escape') searchField.blur();
  });
}
