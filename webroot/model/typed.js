const MOST_PANELS = 100;
const LONGEST = 200;

/** {typed, filter} of what a tab kept of its filters' words: {typed: {panel: text}, filter: {query}}; what is no word is left out. */
export function readTyped(kept) {
  const isWord = (text) => typeof text === 'string' && text.length <= LONGEST;
  const typed = Object.entries(Object(kept?.typed)).filter(([, text]) => isWord(text) && text !== '');
  const query = kept?.filter?.query;
  return { typed: Object.fromEntries(typed.slice(0, MOST_PANELS)), filter: { query: isWord(query) ? query : '' } };
}
