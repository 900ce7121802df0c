// Builds elements; text is always text, so nothing of a story can become markup.

// What an element is now, which its attributes don't say.
const PROPERTIES = ['checked', 'disabled', 'hidden', 'open', 'selected', 'value'];

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  // A button that does something by itself sends no form.
  if (tag === 'button' && properties.onclick) element.type = 'button';
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
    else if (PROPERTIES.includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(2).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const pill = (label, onclick, properties = {}) => h('button', { class: 'pill', onclick, ...properties }, label);

export const replaceContent = (element, ...children) => element.replaceChildren(
  ...children.flat(2).filter(child => child !== null && child !== undefined && child !== false));

export const formatCount = (count, one, many = `${one}s`) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const formatShare = share => `${Math.round(share * 100)}%`;

export function formatTime(seconds) {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
