import { usualGap } from '../model/age.js';
import { advance } from '../model/sparks.js';

/** The rows of the watchlists with their usual distance between updates, the summaries and the market. */

export function mergeRow({ rows, gaps, sparks }, row) {
  const held = rows.get(row.symbol);
  // A list fetched during the switch to live may already be ahead of a delta that was held.
  if (held && row.lastTime < held.lastTime) return;
  if (held) gaps.set(row.symbol, usualGap(gaps.get(row.symbol) ?? 0, held.lastTime, row.lastTime));
  rows.set(row.symbol, { ...held, ...row });
  advance(sparks, row.symbol, row.lastTime, row.last);
}

export function mergeSummaries(state, { summaries = [], market }) {
  for (const summary of summaries) state.summaries.set(summary.symbol, summary);
  if (market) state.market = market;
}
