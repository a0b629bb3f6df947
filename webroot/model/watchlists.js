/** Named lists of symbols, as plain data {name: [symbol]}: every function answers with new lists and leaves the old ones alone. */
import { cleanName } from './layoutfile.js';
import { canonical, isSymbol } from './symbol.js';

export const FAVOURITES = 'Favourites';
const MOST_LISTS = 30;
const MOST_SYMBOLS = 500;

export class ListError extends Error {}

/** What was kept, without what is not a list: another version of the page, or somebody's hand, may have written it. */
export function readLists(kept) {
  if (!kept || typeof kept !== 'object' || Array.isArray(kept)) return {};
  const lists = {};
  for (const [name, symbols] of Object.entries(kept).slice(0, MOST_LISTS)) {
    if (!Array.isArray(symbols) || !name || cleanName(name) !== name) continue;
    lists[name] = [...new Set(symbols.filter((symbol) => typeof symbol === 'string' && isSymbol(symbol)))].slice(0, MOST_SYMBOLS);
  }
  return lists;
}

/** Favourites first, there or not, then the others by name. */
export function listNames(lists) {
  const others = Object.keys(lists).filter((name) => name !== FAVOURITES);
  return [FAVOURITES, ...others.sort((a, b) => a.localeCompare(b))];
}

export function create(lists, wish, symbols = []) {
  const name = newName(lists, wish);
  if (Object.keys(lists).length >= MOST_LISTS) throw new ListError(`There are ${MOST_LISTS} lists; delete one first.`);
  return add({ ...lists, [name]: [] }, name, symbols);
}

export function rename(lists, name, wish) {
  if (cleanName(wish) === name) return lists;
  const to = newName(lists, wish);
  return Object.fromEntries(Object.entries(lists).map(([each, symbols]) => [each === name ? to : each, symbols]));
}

function newName(lists, wish) {
  const name = cleanName(wish);
  if (!name) throw new ListError('A list needs a name.');
  if (Object.hasOwn(lists, name)) throw new ListError(`There is a list “${name}” already.`);
  return name;
}

export function remove(lists, name) {
  return Object.fromEntries(Object.entries(lists).filter(([each]) => each !== name));
}

/** Puts symbols at the end of a list, those that are on it stay where they are; the list is made if it is not there. */
export function add(lists, name, symbols) {
  const next = [...new Set([...(lists[name] ?? []), ...symbols])];
  if (next.length > MOST_SYMBOLS) throw new ListError(`A list has at most ${MOST_SYMBOLS} symbols.`);
  return { ...lists, [name]: next };
}

/** Puts a symbol on a list or takes it off. */
export function toggle(lists, name, symbol) {
  const held = lists[name] ?? [];
  return held.includes(symbol) ? { ...lists, [name]: held.filter((each) => each !== symbol) } : add(lists, name, [symbol]);
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
  if (!name || !Object.hasOwn(lists, name)) return [...rows.values()];
  return lists[name].map((symbol) => rows.get(symbol)).filter(Boolean);
}

/** {found, unknown} of what somebody wrote: symbols with blanks or commas between, in any case. */
export function spelled(text, rows) {
  const words = [
    ...new Set(
      text
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map(canonical),
    ),
  ];
  return { found: words.filter((word) => rows.has(word)), unknown: words.filter((word) => !rows.has(word)) };
}

/** The lists that panels show: they go with their layout. */
export function listsShown(panels, lists) {
  const names = new Set(panels.map(({ settings }) => settings?.list).filter((name) => Object.hasOwn(lists, name ?? '')));
  return Object.fromEntries([...names].map((name) => [name, lists[name]]));
}

/** Takes in lists that came with a layout: {lists, names}, `names` saying what each is called here, as its name may be another's already. */
export function takenIn(lists, come) {
  let all = lists;
  const names = {};
  for (const [name, symbols] of Object.entries(readLists(come))) {
    const same = Object.keys(all).find((each) => isNumbered(each, name) && String(all[each]) === String(symbols));
    names[name] = same ?? freeName(all, name);
    if (same === undefined) all = create(all, names[name], symbols);
  }
  return { lists: all, names };
}

const isNumbered = (name, stem) =>
  name === stem || (name.startsWith(stem.slice(0, 36) + ' ') && /^\d+$/.test(name.slice(stem.slice(0, 36).length + 1)));

function freeName(lists, name) {
  let free = name;
  for (let n = 2; Object.hasOwn(lists, free); n++) free = `${name.slice(0, 36)} ${n}`;
  return free;
}
