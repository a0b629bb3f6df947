/** Filtering and sorting of what the panels list. */

const ORDERS = {
  symbol: (a, b) => (a.symbol < b.symbol ? -1 : 1),
  change: (a, b) => orLowest(b.changePercent) - orLowest(a.changePercent) || ORDERS.symbol(a, b),
  volume: (a, b) => orLowest(b.volume) - orLowest(a.volume) || ORDERS.symbol(a, b),
};
const orLowest = (value) => (Number.isFinite(value) ? value : -Number.MAX_VALUE);

/** Rows whose symbol, name or sector holds every word of the query; symbols that begin with it come first. `order` null keeps theirs. */
export function findRows(rows, query, order = 'symbol') {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const hits = rows.filter((row) => {
    const text = `${row.symbol} ${row.name ?? ''} ${row.sector ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const compare = order === null ? () => 0 : (ORDERS[order] ?? ORDERS.symbol);
  const first = words[0];
  const rank = (row) => (first && row.symbol.toLowerCase().startsWith(first) ? 0 : 1);
  return hits.sort((a, b) => rank(a) - rank(b) || compare(a, b));
}

/** The symbol `step` places away from the present one; stays within the list. */
export function neighbour(symbols, current, step) {
  if (!symbols.length) return null;
  const at = symbols.indexOf(current);
  if (at < 0) return symbols[step > 0 ? 0 : symbols.length - 1];
  return symbols[Math.min(symbols.length - 1, Math.max(0, at + step))];
}

export function newestFirst(signals) {
  return [...signals].sort((a, b) => closedAt(b) - closedAt(a) || (a.id < b.id ? 1 : -1));
}

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** When a signal came to be in market time: at the end of its bar. History that was filled in arrives all at once. */
export function closedAt({ barTime, timeframe, generatedAt }) {
  if (barTime === undefined) return generatedAt;
  const [, count, unit] = /^(\d+)([smhd])$/.exec(timeframe) ?? [];
  return unit ? barTime + Number(count) * UNIT_MS[unit] : barTime;
}
