const Z95 = 1.959963984540054;

/** The 95 % Wilson interval of a hit rate; null when there is nothing to judge. */
export function wilson(hits, samples) {
  if (!(samples > 0)) return null;
  const rate = hits / samples;
  const z2 = Z95 * Z95;
  const centre = (rate + z2 / (2 * samples)) / (1 + z2 / samples);
  const half = (Z95 * Math.sqrt((rate * (1 - rate)) / samples + z2 / (4 * samples * samples))) / (1 + z2 / samples);
  return { rate, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

const sum = (rows, of) => rows.reduce((all, row) => all + of(row), 0);

/**
 * All strategies and sides of a stock taken together at one horizon, on the clock-aligned timeframes: a raw bar is one candle,
 * so its horizon is another length of time and its signals are of another kind. `base` is what any bar would have given, each
 * row's rate weighed by how many of the signals are its.
 */
export function pooled(reliability, horizonBars) {
  const rows = (reliability ?? []).filter((row) => row.horizonBars === horizonBars && row.timeframe !== 'raw');
  const decided = (row) => row.samples - row.ties;
  const samples = sum(rows, (row) => row.samples);
  const ties = sum(rows, (row) => row.ties);
  const hits = sum(rows, (row) => row.hits);
  const known = rows.filter((row) => Number.isFinite(row.base?.hitRate));
  const weight = sum(known, decided);
  const base = weight > 0 ? sum(known, (row) => decided(row) * row.base.hitRate) / weight : null;
  return { samples, ties, hits, base, ...(wilson(hits, samples - ties) ?? { rate: null, low: null, high: null }) };
}

/** Whether a hit rate's interval lies wholly on one side of the base rate: better, worse, open, or none if one is unknown. */
export function verdict({ low, high, base }) {
  if (!Number.isFinite(low) || !Number.isFinite(base)) return 'none';
  if (low > base) return 'better';
  return high < base ? 'worse' : 'open';
}

/** How many of so many rows lie outside their 95 % interval by luck alone. */
export const byLuck = (rows) => rows * 0.05;
