import { newestFirst } from '../model/lists.js';

const MOST_SIGNALS = 1_000;

/** Signals by id, bounded: the newest stay, and some of the stocks that are looked at. */
export function addSignals({ signals: held, series }, signals) {
  for (const signal of signals) {
    const id = String(signal.id);
    held.set(id, withFuller(signal, held.get(id)?.score));
  }
  if (held.size <= MOST_SIGNALS) return;
  const seen = new Set([...series.values()].map(({ symbol }) => symbol));
  const old = newestFirst(held.values()).slice(MOST_SIGNALS * 0.8);
  let kept = 0;
  for (const { id, symbol } of old) if (!seen.has(symbol) || ++kept > MOST_SIGNALS * 0.1) held.delete(String(id));
}

/** Of those held before only the one that is being explained stays. */
export function resetSignals(state, signals) {
  const chosen = state.signals.get(String(state.selection.signalId));
  state.signals = new Map(chosen ? [[String(chosen.id), chosen]] : []);
  addSignals(state, signals);
}

export function addScore({ signals }, { id, score }) {
  const signal = signals.get(String(id));
  if (signal) signals.set(String(id), withFuller(signal, score));
  return signal !== undefined;
}

// Outcomes only ever become known. An answer that was read before a live message, and arrives after it, has fewer of them.
const withFuller = (signal, score) => (known(score) > known(signal.score) ? { ...signal, score } : signal);

const known = (score = []) => score.filter(({ final }) => final).length;
