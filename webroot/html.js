/**
 * The only module that turns text into elements. Whatever is put into an html`…` template is escaped;
 * only the result of another html`…` is taken as markup.
 */
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

class Markup {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

export function escape(value) {
  return String(value ?? '').replace(/[&<>"']/g, (c) => ENTITIES[c]);
}

function piece(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(piece).join('');
  if (value === false || value === null || value === undefined) return '';
  return escape(value);
}

/** `false` leaves content out, but is a word as the value of an attribute: aria-pressed="${false}". */
export function html(strings, ...values) {
  const part = (value, before) => (before.endsWith('="') ? escape(value) : piece(value));
  return new Markup(strings.reduce((text, s, i) => text + part(values[i - 1], strings[i - 1]) + s));
}

/**
 * Makes the children of host look like the markup while keeping the elements that are already there:
 * a list redrawn several times a second must not swallow a click, a focus or a scroll position.
 * List rows carry data-key; everything else is matched by position.
 */
export function render(host, markup) {
  if (!(markup instanceof Markup)) throw new TypeError('render wants the result of html`…`, was ' + typeof markup);
  if (host.lastMarkup === markup.text) return;
  host.lastMarkup = markup.text;
  const template = document.createElement('template');
  template.innerHTML = markup.text;
  const focused = document.activeElement;
  morph(host, template.content);
  if (focused && focused !== document.activeElement && host.contains(focused)) focused.focus({ preventScroll: true });
}

/** Puts texts into the elements with these names as data-value; those that no text is for stay empty. */
export function fill(host, texts) {
  for (const element of host.querySelectorAll('[data-value]')) {
    const text = texts[element.dataset.value] ?? '';
    const { firstChild } = element;
    if (firstChild?.nodeType === 3 && !firstChild.nextSibling) {
      if (firstChild.nodeValue !== text) firstChild.nodeValue = text;
    } else element.textContent = text;
  }
}

const keyOf = (node) => (node.nodeType === 1 ? node.dataset.key : undefined);

function morph(host, next) {
  const wantedNodes = [...next.childNodes];
  const wantedKeys = new Set(wantedNodes.map(keyOf));
  const keyed = new Map();
  for (const child of [...host.children]) {
    const key = keyOf(child);
    if (key === undefined) continue;
    if (wantedKeys.has(key)) keyed.set(key, child);
    else child.remove();
  }
  let cursor = host.firstChild;
  for (const wanted of wantedNodes) {
    const have = counterpart(cursor, wanted, keyed);
    if (!have) {
      host.insertBefore(wanted, cursor);
      continue;
    }
    if (have === cursor) cursor = cursor.nextSibling;
    else host.insertBefore(have, cursor);
    adopt(have, wanted);
  }
  while (cursor) {
    const gone = cursor;
    cursor = cursor.nextSibling;
    gone.remove();
  }
}

function counterpart(cursor, wanted, keyed) {
  const key = keyOf(wanted);
  const candidate = key === undefined ? cursor : keyed.get(key);
  if (!candidate || candidate.nodeName !== wanted.nodeName) return null;
  return key === undefined && keyOf(candidate) !== undefined ? null : candidate;
}

function adopt(have, wanted) {
  if (have.nodeType !== 1) {
    if (have.nodeValue !== wanted.nodeValue) have.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...have.attributes]) {
    // While a word is explained it refers to its explanation (views/tips.js), also when it is drawn anew.
    const explained = name === 'aria-describedby' && wanted.hasAttribute('data-term');
    if (!wanted.hasAttribute(name) && !explained) have.removeAttribute(name);
  }
  for (const { name, value } of [...wanted.attributes]) {
    if (have.getAttribute(name) !== value) have.setAttribute(name, value);
  }
  morph(have, wanted);
}
