/** What a key is called, and which command it stands for. */
const KEY_TEXT = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
  ' ': 'Space',
};

/** "a", "?", "Ctrl+k", "Shift+F6"; null for what belongs to the browser. */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (altKey || typeof key !== 'string') return null;
  if (ctrlKey || metaKey) return key.toLowerCase() === 'k' && !shiftKey ? 'Ctrl+k' : null;
  return shiftKey && key.length > 1 ? 'Shift+' + key : key;
}

export function commandFor(event, list) {
  const key = keyName(event);
  return (key && list.find((command) => command.keys.includes(key))) || null;
}

/** As it is printed on a key. */
export const keyText = (key) =>
  // The plus sign is a key, too.
  key
    .split(/(?<=.)\+/)
    .map((part) => KEY_TEXT[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ');
