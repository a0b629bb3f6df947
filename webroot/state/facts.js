const MOST_FACTS = 1_000;
/** A figure that is told once a day must not go under in a thousand orders. */
const KEPT_OF_EACH = 50;

/** News, order book entries and figures per symbol, newest first; `state.facts` are those of the chosen symbol. */

/** Takes the newest there are, fetched; what came live meanwhile stays in front of it. */
export function resetFacts(state, symbol, items) {
  const newest = items[0]?.time ?? -Infinity;
  const since = (state.factsOf.get(symbol) ?? []).filter((item) => item.time > newest);
  put(state, symbol, [...since, ...items]);
}

export function mergeFacts(state, symbol, items) {
  const held = state.factsOf.get(symbol);
  if (!held) return false;
  // Two charts of one symbol hear the same message when they hold it back for their snapshots.
  const oldest = Math.min(...items.map((item) => item.time));
  const end = held.findIndex((item) => item.time < oldest);
  const known = new Set((end < 0 ? held : held.slice(0, end)).map(identity));
  const fresh = items.filter((item) => !known.has(identity(item)));
  if (!fresh.length) return false;
  put(state, symbol, bounded([...fresh, ...held].sort((a, b) => b.time - a.time)));
  return true;
}

export function forgetFacts(state, symbol) {
  state.factsOf.delete(symbol);
}

/** Brings `state.facts` in line with the chosen symbol; only ever to one whose chart is there. */
export function chooseFacts(state, symbol) {
  state.facts = { symbol, items: state.factsOf.get(symbol) ?? [] };
}

function put(state, symbol, items) {
  state.factsOf.set(symbol, items);
  if (state.facts.symbol === symbol) state.facts = { symbol, items };
}

function bounded(items) {
  if (items.length <= MOST_FACTS) return items;
  const counts = new Map();
  return items.filter(({ type }, i) => {
    counts.set(type, (counts.get(type) ?? 0) + 1);
    return i < MOST_FACTS || counts.get(type) <= KEPT_OF_EACH;
  });
}

/** Several answers as one list, newest first, nothing twice. */
export function together(answers) {
  const all = new Map(answers.flat().map((item) => [identity(item), item]));
  return [...all.values()].sort((a, b) => b.time - a.time);
}

const identity = (item) => JSON.stringify(item);
