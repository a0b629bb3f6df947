const MOST_FACTS = 1_000;

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
  put(
    state,
    symbol,
    [...fresh, ...held].sort((a, b) => b.time - a.time).slice(0, MOST_FACTS),
  );
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

const identity = (item) => JSON.stringify(item);
