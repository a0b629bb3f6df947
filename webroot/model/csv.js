/** Tables as text of RFC 4180. */

const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const QUOTED = /[",\r\n]/;

/** A cell: text that a spreadsheet would take for a formula gets an apostrophe in front; a number stays a number. */
export function cell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? plain(value) : '';
  const text = FORMULA.test(String(value)) ? `'${value}` : String(value);
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Every digit, without an exponent: 0.00000001234 rather than 1.234e-8, which some spreadsheets take for text. */
function plain(value) {
  const text = String(value);
  const [digits, exponent] = text.split('e-');
  if (exponent === undefined) return text;
  return (value < 0 ? '-0.' : '0.') + '0'.repeat(Number(exponent) - 1) + digits.replace(/[-.]/g, '');
}

export function csv(rows) {
  return rows.map((row) => row.map(cell).join(',') + '\r\n').join('');
}

/** Closed bars with their studies; times as ISO 8601 in UTC, of raw bars with microseconds. */
export function barsTable(bars, names) {
  return [
    ['time', 'open', 'high', 'low', 'close', 'volume', ...names],
    ...bars.map((bar) => [isoTime(bar.time), bar.open, bar.high, bar.low, bar.close, bar.volume, ...names.map((name) => bar.values[name])]),
  ];
}

/**
 * Raw candles with every column the server has of them (late, seq and whatever else there is), from which the bars of other timeframes
 * can be made again, and with the values of studies that the chart knows: {columns, data} as the server answers.
 */
export function rowsTable({ columns, data }, names, valuesAt) {
  const at = columns.indexOf('time');
  return [
    [...columns, ...names],
    ...data.map((row) => {
      const values = valuesAt(row[at]) ?? {};
      return [...row.map((each, i) => (i === at ? isoTime(each) : each)), ...names.map((name) => values[name])];
    }),
  ];
}

/** Without the late rows that had not come yet when a replay's last candle came. */
export function rowsKnown({ columns, data }) {
  const [late, seq] = [columns.indexOf('late'), columns.indexOf('seq')];
  const last = Math.max(-Infinity, ...data.filter((row) => !row[late]).map((row) => row[seq]));
  return { columns, data: data.filter((row) => !row[late] || row[seq] < last) };
}

export function isoTime(ms) {
  const whole = Math.floor(ms);
  const micros = Math.round((ms - whole) * 1000);
  const text = new Date(whole).toISOString();
  return micros ? text.replace('Z', String(micros).padStart(3, '0') + 'Z') : text;
}

/** AAPL_1m_2026-01-02.csv, whatever a symbol is made of. */
export function fileName(symbol, timeframe, ms, ending) {
  const name = `${symbol}_${timeframe}_${new Date(ms).toISOString().slice(0, 10)}`.replace(/[^A-Za-z0-9._-]/g, '-');
  // A name that begins with a dash is an option to many programs, one that begins with a dot is hidden.
  return `${name.replace(/^[-.]/, '_')}.${ending}`;
}
