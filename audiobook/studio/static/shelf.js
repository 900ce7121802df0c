// The shelf: all stories, a place to drop another one, and what is being made.

import { get, upload } from './api.js';
import { attempt, tell } from './app.js';
import { formatCount, formatTime, h, quiet, replaceContent } from './dom.js';
import { drawOpenJob, isOpen, watchJobs } from './jobs.js';

const ENDINGS = '.txt,.text,.md,.markdown,.mdown,.html,.htm,.xhtml,.xht,.epub,.pdf,.docx,.odt,.fodt,.rtf,.fb2,.mobi,.azw3,.azw,.prc,.zip';
const MAX_BYTES = 200e6;

export function mountShelf(root) {
  const chooser = h('input', { type: 'file', class: 'unseen', id: 'chooser', accept: ENDINGS, multiple: true, onchange: () => add([...chooser.files]) });
  const words = h('span.words', {});
  const drop = h('label.drop', { for: 'chooser' }, words, h('span.pill.main', { 'aria-hidden': 'true' }, 'Choose a file…'));
  const queue = h('div.queued', {});
  const list = h('ul.books', { 'aria-label': 'Stories' });
  root.append(h('div.room', {}, h('h2', {}, 'Your stories'), chooser, drop, queue, list));
  const cards = new Map();
  let running = new Set();
  let inside = 0;

  sayWhatToDo(false);

  function sayWhatToDo(isEmpty) {
    const kinds = 'a text file, an e-book (EPUB, PDF), a Word document or a saved web page';
    replaceContent(words, h('strong', {}, isEmpty ? 'There are no stories here yet.' : 'Add a story.'),
      isEmpty ? ` Drop one on this page and it opens: ${kinds}.` : ` Drop ${kinds} on this page.`);
  }

  async function load() {
    const shelf = await attempt(() => get('shelf'));
    if (!shelf) return;
    sayWhatToDo(!shelf.stories.length);
    replaceContent(list, shelf.stories.map(drawStory));
  }

  function drawStory(story) {
    const isHere = Boolean(story.id);
    const name = isHere ? h('a', { href: `#${story.id}` }, story.title) : story.title;
    return h('li.book', {},
      story.cover ? h('img', { src: story.cover, alt: '', loading: 'lazy', width: 88, height: 88 })
        : h('span.blank', { 'aria-hidden': 'true' }, [...story.title][0] || '?'),
      h('div', {},
        h('h3', {}, name), story.author && h('p', {}, story.author),
        quiet(describe(story)),
        !isHere && quiet('Its story isn’t in this folder. Drop the file here to change the album.'),
        story.page && h('p', {}, h('a.listen', { href: story.page, target: '_blank', rel: 'noopener' }, 'Listen', h('span.unseen', {}, ` to ${story.title} in a new tab`)))));
  }

  function describe(story) {
    if (!story.album) return 'Not made yet';
    const facts = `${formatCount(story.chapters, 'chapter')}, ${formatTime(story.seconds)}`;
    return story.is_complete ? facts : `${facts} so far`;
  }

  function showJobs(jobs) {
    const now = jobs.filter(isOpen);
    replaceContent(queue, now.map(job => {
      const card = cards.get(job.id) ?? drawOpenJob();
      cards.set(job.id, card);
      card.update(job);
      return card.element;
    }));
    const ended = jobs.filter(job => running.has(job.id) && !isOpen(job));
    running = new Set(now.map(job => job.id));
    ended.forEach(job => {
      if (job.state === 'done') tell(`${job.title} is made.`);
      else if (job.message) tell(`${job.title}: ${job.message}`, [], job.state === 'failed');
    });
    if (ended.length) load();
  }

  async function add(files) {
    let last = null;
    for (const file of files) {
      if (file.size > MAX_BYTES) {
        tell(`${file.name} is larger than any story (200 MB).`, [], true);
        continue;
      }
      drop.classList.add('busy');
      tell(`Adding ${file.name}…`);
      const story = await attempt(() => upload(`upload?name=${encodeURIComponent(file.name)}`, file));
      drop.classList.remove('busy');
      if (story) last = story;
    }
    chooser.value = '';
    if (!last) return;
    tell('');
    if (files.length === 1) location.hash = last.id;
    else load();
  }

  // A file may be dropped anywhere on the page.
  const hasFiles = event => [...(event.dataTransfer?.types || [])].includes('Files');
  const count = (event, change) => { if (hasFiles(event)) drop.classList.toggle('over', (inside += change) > 0); };
  const listeners = {
    dragenter: event => count(event, 1),
    dragleave: event => count(event, -1),
    dragover: event => { if (hasFiles(event)) event.preventDefault(); },
    drop: event => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      inside = 0;
      drop.classList.remove('over');
      add([...event.dataTransfer.files]);
    },
  };
  const closing = new AbortController();
  Object.entries(listeners).forEach(([name, listen]) => document.addEventListener(name, listen, closing));
  addEventListener('focus', load, closing);
  const leave = watchJobs(showJobs);
  load();
  return {
    close: () => {
      leave();
      closing.abort();
    },
  };
}
