// The shelf: all stories, a place to drop another one, and what is being made.

import { get, post, upload } from './api.js';
import { attempt, tell } from './app.js';
import { formatCount, formatTime, h, newTab, quiet, replaceContent, stamp } from './dom.js';
import { drawOpenJob, isOpen, watchJobs } from './jobs.js';

const MAX_BYTES = 200e6;

export function mountShelf(root) {
  root.append(stamp('shelf'));
  const [chooser, drop, link, queue, list] = ['#chooser', '.drop', '.link', '.queued', '.books'].map(one => root.querySelector(one));
  const endings = chooser.accept.split(',');
  const cards = new Map();
  let running = new Set();
  let inside = 0;

  chooser.onchange = () => add([...chooser.files]);
  link.onsubmit = event => {
    event.preventDefault();
    fetchStory(link.elements.address);
  };

  async function load() {
    const shelf = await attempt(() => get('shelf'));
    if (shelf) replaceContent(list, shelf.stories.map(drawStory));
  }

  function drawStory(story) {
    const isHere = Boolean(story.id);
    const name = isHere ? h('a', { href: `#${story.id}` }, story.title) : story.title;
    return h('li.book',
      story.cover ? h('img', { src: story.cover, alt: '', loading: 'lazy', width: 88, height: 88 })
        : h('span.blank', { 'aria-hidden': 'true' }, [...story.title][0] || '?'),
      h('div',
        h('h3', name), story.author && h('p', story.author),
        quiet(describe(story)),
        !isHere && quiet('Its story isn’t in this folder. Drop the file here to change the album.'),
        story.page && h('p', h('a.listen', newTab(story.page), 'Listen', h('span.unseen', ` to ${story.title} in a new tab`)))));
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

  async function work(message, action) {
    drop.classList.add('busy');
    tell(message);
    const story = await attempt(action);
    drop.classList.remove('busy');
    return story;
  }

  async function add(files) {
    const added = [];
    for (const file of files) {
      if (file.size > MAX_BYTES) {
        tell(`${file.name} is larger than any story (200 MB).`, [], true);
        continue;
      }
      const story = await work(`Adding ${file.name}…`, () => upload(`upload?name=${encodeURIComponent(file.name)}`, file));
      if (story) added.push(story);
    }
    chooser.value = '';
    if (files.length > 1) {
      tell(`${added.length} of ${files.length} stories added.`, [], added.length < files.length);
      load();
    } else if (added.length) open(added[0]);
  }

  async function fetchStory({ value }) {
    const story = await work('Fetching the story. A long one may take minutes…', () => post('fetch', { address: value.trim() }));
    if (story) open(story);
  }

  // Unless somebody has gone elsewhere meanwhile.
  function open(story) {
    tell('');
    if (drop.isConnected) location.hash = story.id;
  }

  // Each story in folders that are dropped is a book of its own; other files are left out.
  async function addFolders(entries) {
    const files = (await Promise.all(entries.map(listFiles))).flat().filter(file => endings.some(ending => file.name.toLowerCase().endsWith(ending)));
    if (files.length) add(files);
    else tell('There are no stories in that folder.', [], true);
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
      // What was dropped is only told now, not a moment later.
      const entries = [...event.dataTransfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
      if (entries.some(entry => entry.isDirectory)) addFolders(entries);
      else add([...event.dataTransfer.files]);
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

// The files of something that was dropped, also those in folders below.
async function listFiles(entry) {
  if (entry.name.startsWith('.')) return [];
  if (entry.isFile) return [await new Promise((give, fail) => entry.file(give, fail))];
  const reader = entry.createReader();
  const found = [];
  // It gives at most a hundred at once.
  for (let some; !some || some.length; found.push(...some)) some = await new Promise((give, fail) => reader.readEntries(give, fail));
  return (await Promise.all(found.map(listFiles))).flat();
}
