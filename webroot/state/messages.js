import { mergeRow, mergeSummaries } from './board.js';
import { mergeEntry } from './inbox.js';
import { addScore, addSignals } from './signals.js';

/** Puts a message that belongs to no chart into the state; answers with the topics that it has changed. */
export function applyMessage(state, message, now) {
  switch (message.type) {
    case 'board':
      return applyBoard(state, message, now);
    case 'signal':
      // After a takeover the last ones are told again; what is known of their outcome stays.
      if (state.signals.has(String(message.signal.id))) return [];
      addSignals(state, [message.signal]);
      return ['signals'];
    case 'score':
      return addScore(state, message) ? ['signals'] : [];
    case 'inbox':
      mergeEntry(state, message.entry);
      return ['inbox'];
    default:
      return [];
  }
}

function applyBoard(state, message, now) {
  const { rows = [], summaries = [], market } = message;
  for (const row of rows) mergeRow(state, row, now);
  mergeSummaries(state, message);
  return [...(rows.length ? ['board'] : []), ...(summaries.length || market ? ['summary'] : [])];
}
