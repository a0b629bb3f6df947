import { newestFirst } from '../model/lists.js';

const MOST_SIGNALS = 1_000;

/** Signals by id, bounded: the newest stay. */
export function addSignals({ signals: held }, signals) {
  for (const signal of signals) held.set(String(signal.id), signal);
  if (held.size > MOST_SIGNALS) {
    for (const old of newestFirst(held.values()).slice(MOST_SIGNALS * 0.8)) held.delete(String(old.id));
  }
}

/** Of those held before only the one that is being explained stays. */
export function resetSignals(state, signals) {
  const chosen = state.signals.get(String(state.selection.signalId));
  state.signals = new Map(chosen ? [[String(chosen.id), chosen]] : []);
  addSignals(state, signals);
}

export function addScore({ signals }, { id, score }) {
  const signal = signals.get(String(id));
  if (signal) signals.set(String(id), { ...signal, score });
  return signal !== undefined;
}
