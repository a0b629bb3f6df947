import { usualGap } from '../model/age.js';
import { advance } from '../model/sparks.js';

/** The rows of the watchlists with their usual distance between updates, the summaries and the market. */

/** `heardAt` is when it came, by the browser's clock. */
export function mergeRow({ rows, gaps, sparks }, row, heardAt) {
  const held = rows.get(row.symbol);
  // A list fetched during the switch to live may already be ahead of a delta that was held.
  if (held && row.arrived < held.arrived) return;
  const came = !held || held.arrived !== row.arrived;
  // What came while the page was not there says nothing of how often a symbol trades.
  if (held && came) {
    const gap = Math.min((row.arrived ?? 0) - (held.arrived ?? 0), heardAt - held.heardAt);
    gaps.set(row.symbol, usualGap(gaps.get(row.symbol) ?? 0, gap));
  }
  rows.set(row.symbol, { ...held, ...row, heardAt: came ? heardAt : held.heardAt });
  advance(sparks, row.symbol, row.lastTime, row.last);
}

export function mergeSummaries(state, { summaries = [], market }) {
  for (const summary of summaries) state.summaries.set(summary.symbol, summary);
  if (market) state.market = market;
}
