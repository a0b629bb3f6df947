/** What the finder lists for a query: symbols and commands, best first. */
const MOST = 60;
const MOST_SYMBOLS = 20;

/** `rows` are the symbols, `commands` those of model/commands.js. Items: {id, kind, title, note, keys, intent, detail}. */
export function found(query, rows, commands) {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const symbols = best(
    rows.map((row) => ({ row, text: `${row.symbol} ${row.name ?? ''} ${row.sector ?? ''}`.toLowerCase() })),
    words,
  ).map(({ row }) => ({
    id: 'symbol-' + row.symbol,
    kind: 'Symbol',
    title: row.symbol,
    note: row.name ?? row.sector ?? '',
    keys: [],
    intent: 'tt-symbol',
    detail: { symbol: row.symbol },
    row,
  }));
  const acts = best(
    commands.filter(({ id }) => id !== 'find').map((command) => ({ command, text: `${command.title} ${command.group}`.toLowerCase() })),
    words,
  ).map(({ command }) => ({ ...command, kind: command.group, note: '' }));
  return [...symbols.slice(0, MOST_SYMBOLS), ...acts].slice(0, MOST);
}

/** Entries whose text holds every word; those that begin with the first word come first, the order stays otherwise. */
function best(entries, words) {
  const hits = entries.filter(({ text }) => words.every((word) => text.includes(word)));
  if (!words.length) return hits;
  const rank = ({ text }) => (text.startsWith(words[0]) ? 0 : text.includes(' ' + words[0]) ? 1 : 2);
  return hits
    .map((hit, i) => ({ hit, i }))
    .sort((a, b) => rank(a.hit) - rank(b.hit) || a.i - b.i)
    .map(({ hit }) => hit);
}
