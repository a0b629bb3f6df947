/** Named lists of symbols, as plain data {name: [symbol]}: every function answers with new lists and leaves the old ones alone. */

export const FAVOURITES = 'Favourites';
const MOST_LISTS = 30;
const MOST_SYMBOLS = 500;
const LONGEST_NAME = 40;

export class ListError extends Error {}

/** What was kept, without what is not a list: another version of the page, or somebody's hand, may have written it. */
export function readLists(kept) {
  if (!kept || typeof kept !== 'object' || Array.isArray(kept)) return {};
  const lists = {};
  for (const [name, symbols] of Object.entries(kept).slice(0, MOST_LISTS)) {
    if (!Array.isArray(symbols) || !name || name.length > LONGEST_NAME) continue;
    lists[name] = [...new Set(symbols.filter((symbol) => typeof symbol === 'string' && symbol.length <= 32))].slice(0, MOST_SYMBOLS);
  }
  return lists;
}

export function create(lists, wish, symbols = []) {
  const name = wish.trim().slice(0, LONGEST_NAME);
  if (!name) throw new ListError('A list needs a name.');
  if (Object.hasOwn(lists, name)) throw new ListError(`There is a list “${name}” already.`);
  if (Object.keys(lists).length >= MOST_LISTS) throw new ListError(`There are ${MOST_LISTS} lists; delete one first.`);
  return { ...lists, [name]: [...symbols] };
}

export function rename(lists, name, wish) {
  const to = wish.trim().slice(0, LONGEST_NAME);
  if (to === name) return lists;
  if (!to) throw new ListError('A list needs a name.');
  if (Object.hasOwn(lists, to)) throw new ListError(`There is a list “${to}” already.`);
  return Object.fromEntries(Object.entries(lists).map(([each, symbols]) => [each === name ? to : each, symbols]));
}

export function remove(lists, name) {
  return Object.fromEntries(Object.entries(lists).filter(([each]) => each !== name));
}

/** Puts a symbol on a list or takes it off; the list is made if it is not there. */
export function toggle(lists, name, symbol) {
  const held = lists[name] ?? [];
  const next = held.includes(symbol) ? held.filter((each) => each !== symbol) : [...held, symbol];
  if (next.length > MOST_SYMBOLS) throw new ListError(`A list has at most ${MOST_SYMBOLS} symbols.`);
  return { ...lists, [name]: next };
}

/** Moves a symbol up (-1) or down (1). */
export function move(lists, name, symbol, step) {
  const held = [...(lists[name] ?? [])];
  const at = held.indexOf(symbol);
  const to = at + step;
  if (at < 0 || to < 0 || to >= held.length) return lists;
  [held[at], held[to]] = [held[to], held[at]];
  return { ...lists, [name]: held };
}

/** The rows of a list in its own order; all rows for no list. */
export function rowsOf(rows, lists, name) {
  if (!name || !lists[name]) return [...rows.values()];
  return lists[name].map((symbol) => rows.get(symbol)).filter(Boolean);
}
