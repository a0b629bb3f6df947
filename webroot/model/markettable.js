/** Sorting and windowing of the market table. */
import { closedAt } from './lists.js';

/** By column: what is compared, and whether a first click begins with the largest; one without a value can't be sorted by; `help` is the heading's entry in the glossary. */
export const COLUMNS = {
  symbol: { title: 'Symbol', value: ({ symbol }) => symbol, descending: false },
  last: { title: 'Last', help: 'last', value: ({ last }) => last, descending: true },
  change: { title: 'Change', help: 'change', value: ({ changePercent }) => changePercent, descending: true },
  trend: { title: 'Trend', help: 'trend' },
  volume: { title: 'Volume', help: 'volume', value: ({ volume }) => volume, descending: true },
  rsi: { title: 'RSI', help: 'rsi', value: ({ rsi }) => rsi, descending: true },
  signal: {
    title: 'Last signal',
    help: 'lastsignal',
    value: ({ lastSignal }) => (lastSignal ? closedAt(lastSignal) : null),
    descending: true,
  },
  age: { title: 'Age', help: 'age', value: ({ arrived }) => arrived, descending: true },
};

/** The order of the list itself. */
export const OWN = 'own';

/** What has no value comes last in both directions, ties go by symbol; an unknown column leaves the rows as they are. */
export function sorted(rows, column, descending) {
  const { value } = COLUMNS[column] ?? {};
  if (!value) return [...rows];
  const keyed = rows.map((row) => ({ row, key: known(value(row)) }));
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null) || bySymbol(a, b);
    if (a.key === b.key) return bySymbol(a, b);
    return a.key < b.key ? -sign : sign;
  });
  return keyed.map(({ row }) => row);
}

const known = (value) => (value === null || value === undefined || Number.isNaN(value) ? null : value);
const bySymbol = (a, b) => (a.row.symbol < b.row.symbol ? -1 : 1);

/** Which rows are drawn: those in view and some around them. {from, to, above, below} with the heights left out, in pixels. */
export function windowOf(count, rowHeight, scrollTop, height, spare = 8) {
  const from = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight) - spare));
  const to = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { from, to: Math.max(from, to), above: from * rowHeight, below: Math.max(0, count - Math.max(from, to)) * rowHeight };
}

/** Where to scroll so that a row can be seen below the head; where it is now if it can be. */
export function scrolledTo(index, rowHeight, headHeight, scrollTop, height) {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  const least = top + rowHeight + headHeight - height;
  return Math.max(scrollTop, least);
}
