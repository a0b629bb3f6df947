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

/** All strategies and sides of a stock taken together at one horizon. */
export function pooled(reliability, horizonBars) {
  const rows = (reliability ?? []).filter((r) => r.horizonBars === horizonBars);
  const samples = rows.reduce((sum, r) => sum + r.samples, 0);
  const hits = rows.reduce((sum, r) => sum + r.hits, 0);
  return { samples, hits, ...(wilson(hits, samples) ?? { rate: null, low: null, high: null }) };
}

/** Whether an interval lies wholly on one side of a coin toss. */
export function verdict({ low, high }) {
  if (low === null || low === undefined) return 'none';
  if (low > 0.5) return 'better';
  return high < 0.5 ? 'worse' : 'open';
}
