/** Sorting and windowing of the market table. */

/** By column: what is compared, and whether a first click begins with the largest. */
export const COLUMNS = {
  symbol: { title: 'Symbol', value: ({ row }) => row.symbol, descending: false },
  last: { title: 'Last', value: ({ row }) => row.last, descending: true },
  change: { title: 'Change', value: ({ row }) => row.changePercent, descending: true },
  volume: { title: 'Volume', value: ({ row }) => row.volume, descending: true },
  move: { title: 'Deviation', value: ({ summary }) => relative(summary), descending: true },
  signals: { title: 'Signals', value: ({ summary }) => (summary ? summary.signals.buy + summary.signals.sell : null), descending: true },
  age: { title: 'Age', value: ({ row }) => row.lastTime, descending: true },
};

/** Standard deviation of the move per bar in per cent of the price, so that cheap and dear stocks compare. */
function relative(summary) {
  return summary?.last ? (100 * summary.moveDeviation) / summary.last : null;
}

export const deviation = relative;

/** entries: [{row, summary}]; what has no value comes last in both directions, ties go by symbol. */
export function sorted(entries, column, descending) {
  const { value } = COLUMNS[column] ?? COLUMNS.symbol;
  const known = (entry) => {
    const of = value(entry);
    return of === null || of === undefined || Number.isNaN(of) ? null : of;
  };
  return [...entries].sort((a, b) => {
    const [x, y] = [known(a), known(b)];
    if (x === null || y === null) return (x === null) - (y === null) || bySymbol(a, b);
    const order = x < y ? -1 : x > y ? 1 : 0;
    return (descending ? -order : order) || bySymbol(a, b);
  });
}

const bySymbol = (a, b) => (a.row.symbol < b.row.symbol ? -1 : 1);

/** Which rows are drawn: those in view and some around them. {from, to, above, below} with the heights left out, in pixels. */
export function windowOf(count, rowHeight, scrollTop, height, spare = 8) {
  const from = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight) - spare));
  const to = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { from, to: Math.max(from, to), above: from * rowHeight, below: Math.max(0, count - Math.max(from, to)) * rowHeight };
}
