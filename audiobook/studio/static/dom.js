// Builds elements; text is always text, so nothing of a story can become markup.

// What an element is now, which its attributes don't say.
const PROPERTIES = ['checked', 'disabled', 'hidden', 'open', 'selected', 'value'];

// Those that aren’t left out.
const listShown = children => children.flat(Infinity).filter(child => (child ?? false) !== false);

// Its tag may have classes behind it: “p.quiet”. What it is made with may come before what is in it.
export function h(kind, ...children) {
  const properties = children[0]?.constructor === Object ? children.shift() : {};
  const [tag, ...classes] = kind.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  // A button that does something by itself sends no form.
  if (tag === 'button' && properties.onclick) element.type = 'button';
  for (const [name, value] of Object.entries(properties)) {
    if ((value ?? false) === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
    else if (PROPERTIES.includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...listShown(children));
  return element;
}

export const pill = (label, onclick, properties = {}) => h('button.pill', { onclick, ...properties }, label);

// A copy of what stands ready in the page itself.
export const stamp = id => document.querySelector(`#${id}`).content.firstElementChild.cloneNode(true);

// What somebody fills in; sending it only does something on this page.
export const form = (kind, send, ...content) => h(`form${kind}`, { onsubmit: event => { event.preventDefault(); send(event); } }, content);

// `options` are pairs of a value and its label, or one text that is both.
export const select = (properties, options, chosen) => h('select', properties,
  options.map(([value, label = value]) => h('option', { value, selected: value === chosen }, label)));

export const newTab = href => ({ href, target: '_blank', rel: 'noopener' });

export const row = (...content) => h('div.row', content);

// Beside what can be heard.
export const drawPlay = () => h('span', { 'aria-hidden': 'true' }, '▸ ');

export const quiet = (...content) => h('p.quiet', content);

export const choice = (type, properties, ...words) => h('label.choice', h('input', { type, ...properties }), ' ', words);

// `opened` keeps which parts somebody has opened.
export const more = (label, opened, name, ...content) => h('details.more', {
  open: opened[name], ontoggle: event => { opened[name] = event.target.open; },
}, h('summary', label), content);

export const capitalize = text => text[0].toUpperCase() + text.slice(1);

// What somebody sees of it: so it is found again when it has been drawn anew.
export const describe = one => one.dataset.place
  || [one.tagName, one.ariaLabel, one.closest('section, li')?.ariaLabel, (one.closest('label') ?? one).textContent].join();

// What is there already stays in its place, with the focus and a click that has begun.
export function replaceContent(element, ...children) {
  const fresh = listShown(children);
  const focused = element.contains(document.activeElement) && document.activeElement;
  [...element.childNodes].slice(fresh.length).forEach(one => one.remove());
  fresh.forEach((child, index) => {
    const old = element.childNodes[index];
    if (!old) element.append(child);
    else if (old !== child) old.replaceWith(child);
  });
  if (!focused || focused === document.activeElement) return;
  const name = describe(focused);
  const again = focused.isConnected ? focused : [...element.querySelectorAll(focused.tagName)].find(one => describe(one) === name);
  again?.focus({ preventScroll: true });
}

// Draws things only when they have changed, so that what is typed in them stays.
export function drawOnce(draw) {
  const drawn = new Map();
  return (name, value) => {
    const key = JSON.stringify(value);
    if (drawn.get(name)?.key !== key) drawn.set(name, { key, element: draw(value) });
    return drawn.get(name).element;
  };
}

export const shorten = (words, most) => words.length > most ? `${words.slice(0, most - 1).trimEnd()}…` : words;

// Says that somebody is another person of the story.
export function drawJoin(name, people, edit) {
  const others = people.map(one => [one.name]).filter(([one]) => one !== name);
  const other = select({ 'aria-label': `${name} is the same person as` }, [['', 'is the same person as…'], ...others]);
  return row(other, pill('Join', () => other.value && edit({ same: [[name, other.value]] })));
}

export const formatCount = (count, one, many = `${one}s`) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const STATES = { made: 'made', outdated: 'out of date', missing: 'not made yet' };

export const formatShare = share => `${Math.round(share * 100)}%`;

export function formatTime(seconds) {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
