/** A layout as a short word for the address bar; what comes back from there is checked like a file. */
import { VERSION } from './layout.js';
import { LayoutError, parseLayout } from './layoutfile.js';

const PREFIX = 'view=';
/** Of the word; what is longer is exported as a file instead. */
export const MOST_WORD = 6_000;

export const isView = (part) => part?.startsWith(PREFIX) ?? false;

export function viewWord({ panels }) {
  const rows = panels.map(({ id, kind, x, y, w, h, hidden, settings }) => {
    const row = [kind, id === kind ? 0 : id, x, y, w, h];
    if (hidden || Object.keys(settings).length) row.push(hidden ? 1 : 0);
    if (Object.keys(settings).length) row.push(settings);
    return row;
  });
  const word = PREFIX + base64Url(JSON.stringify([VERSION, rows]));
  if (word.length > MOST_WORD) throw new LayoutError('This layout is too large for a link; export it as a file.');
  return word;
}

/** The layout a word stands for; a LayoutError if it stands for none. */
export function layoutOfWord(word) {
  if (word.length > MOST_WORD) throw new LayoutError(`a link's view must be at most ${MOST_WORD} characters`);
  let data;
  try {
    data = JSON.parse(textOf(word.slice(PREFIX.length)));
  } catch {
    throw new LayoutError("the link's view is cut off or damaged");
  }
  const [version, rows] = Array.isArray(data) ? data : [];
  if (!Array.isArray(rows)) throw new LayoutError("the link's view is cut off or damaged");
  const panels = rows.map((row) => {
    const [kind, id, x, y, w, h, hidden = 0, settings = {}] = Array.isArray(row) ? row : [];
    return { id: id === 0 ? kind : id, kind, x, y, w, h, hidden: hidden === 1, settings };
  });
  return parseLayout({ version, panels }).layout;
}

function base64Url(text) {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function textOf(word) {
  const binary = atob(word.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
}
