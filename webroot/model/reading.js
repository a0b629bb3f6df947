/** Which notifications were read in this browser: {before, ids}; what was made until `before` (ms) is, and the ids besides. */
const MOST_IDS = 500;

/** Someone who is here for the first time has missed nothing. */
export const firstReading = (now) => ({ before: now, ids: [] });

export function readReading(stored, now) {
  if (!Number.isFinite(stored?.before) || !Array.isArray(stored.ids)) return firstReading(now);
  return { before: stored.before, ids: stored.ids.filter((id) => typeof id === 'string').slice(-MOST_IDS) };
}

export function together(a, b) {
  return { before: Math.max(a.before, b.before), ids: [...new Set([...a.ids, ...b.ids])].slice(-MOST_IDS) };
}

export const isRead = ({ before, ids }, { id, createdAt = 0 }) => createdAt <= before || ids.includes(String(id));

export const unreadCount = (reading, inbox) => inbox.filter((entry) => !isRead(reading, entry)).length;

export function marked(reading, entries) {
  const fresh = entries.filter((entry) => !isRead(reading, entry)).map((entry) => String(entry.id));
  return fresh.length ? { ...reading, ids: [...reading.ids, ...fresh].slice(-MOST_IDS) } : reading;
}

export function allMarked(reading, inbox) {
  return { before: Math.max(reading.before, ...inbox.map((entry) => entry.createdAt ?? 0)), ids: [] };
}

/** filter: {symbol, side, state, unread}; what is empty or missing is not asked for. A symbol is found by its beginning. */
export function entriesFor(inbox, { symbol = '', side = '', state = '', unread = false } = {}, reading) {
  const wish = symbol.trim().toUpperCase();
  return inbox.filter(
    (entry) =>
      (!wish || (entry.symbol ?? '').toUpperCase().startsWith(wish)) &&
      (!side || entry.side === side) &&
      (!state || entry.state === state) &&
      (!unread || !isRead(reading, entry)),
  );
}
