/**
 * Which toasts are on the screen: at most three, the rest wait. State: {shown: [{key, …, until}], waiting: [], known: Set}. Pure; the
 * clock is an argument. A pause (the pointer or the focus is on them) stops the clock of all.
 */
export const MOST_SHOWN = 3;
const MOST_WAITING = 5;
// More than the page holds signals and notifications, or what was told would be told again.
const MOST_KNOWN = 4_000;
export const STAYS = 7_000;

export const noToasts = () => ({ shown: [], waiting: [], known: new Set(), paused: null });

/** What the page begins with is not news. */
export function knowing(state, keys) {
  const known = new Set(state.known);
  for (const key of keys) known.add(key);
  return { ...state, known: newest(known) };
}

// A set keeps the order in which things came.
function newest(known) {
  return known.size > MOST_KNOWN ? new Set([...known].slice(-MOST_KNOWN / 2)) : known;
}

/** items: [{key, …}]; what is known already is left out. A flood becomes one line with a number. */
export function offered(state, items, now) {
  const fresh = items.filter((item, i) => !state.known.has(item.key) && items.findIndex((x) => x.key === item.key) === i);
  if (!fresh.length) return state;
  const next = knowing(
    state,
    fresh.map((item) => item.key),
  );
  const waiting = [...state.waiting, ...fresh];
  return filled({ ...next, waiting: waiting.length > MOST_WAITING + MOST_SHOWN ? [summed(waiting)] : waiting }, now);
}

function summed(items) {
  const count = items.reduce((sum, item) => sum + (item.count ?? 1), 0);
  return { key: `many-${items.at(-1).key}`, count, newest: items.at(-1) };
}

function filled(state, now) {
  const room = MOST_SHOWN - state.shown.length;
  if (room <= 0 || !state.waiting.length) return state;
  const next = state.waiting.slice(0, room).map((item) => ({ ...item, until: now + STAYS }));
  return { ...state, shown: [...state.shown, ...next], waiting: state.waiting.slice(room) };
}

export function dismissed(state, key, now) {
  return filled({ ...state, shown: state.shown.filter((item) => item.key !== key) }, now);
}

export function ticked(state, now) {
  if (state.paused !== null) return state;
  const shown = state.shown.filter((item) => item.until > now);
  return shown.length === state.shown.length ? filled(state, now) : filled({ ...state, shown }, now);
}

export const paused = (state, now) => (state.paused === null ? { ...state, paused: now } : state);

export function resumed(state, now) {
  if (state.paused === null) return state;
  const lost = now - state.paused;
  return { ...state, paused: null, shown: state.shown.map((item) => ({ ...item, until: item.until + lost })) };
}

export const cleared = (state) => ({ ...state, shown: [], waiting: [], paused: null });

/**
 * The corner of a room, {left, top, width, height}, where a stack of this size hides least of what is to be seen: `avoided` are rectangles,
 * the first corner wins a tie. Answers with 'bottom right' and the like.
 */
export function cornerFor({ width, height }, room, avoided, inset = 10) {
  const across = { right: room.left + room.width - width - inset, left: room.left + inset, middle: room.left + (room.width - width) / 2 };
  const down = { bottom: room.top + room.height - height - inset, top: room.top + inset };
  const corners = Object.keys(down).flatMap((y) => Object.keys(across).map((x) => ({ name: `${y} ${x}`, left: across[x], top: down[y] })));
  const hidden = ({ left, top }) =>
    avoided.reduce((sum, a) => sum + common(left, width, a.left, a.width) * common(top, height, a.top, a.height), 0);
  return corners.map((corner) => ({ ...corner, hides: hidden(corner) })).sort((a, b) => a.hides - b.hides)[0].name;
}

const common = (a, aSize, b, bSize) => Math.max(0, Math.min(a + aSize, b + bSize) - Math.max(a, b));

/**
 * Not what was fetched because somebody looks at the past.
 * @param {{ at?: number }} item
 */
export const isSince = ({ at }, since) => !(at < since);

/**
 * What is told of a new signal, and of a notification that could not be sent. Both carry the signal's key, so that one is told once.
 * @param {Record<string, any>} signal
 */
export function signalToast({ id, side, symbol, strategy, timeframe, price, generatedAt }) {
  return { key: 'signal-' + id, kind: 'signal', at: generatedAt, signalId: id, side, symbol, strategy, timeframe, price };
}

/** @param {Record<string, any>} entry */
export function entryToast({ id, signalId, state, symbol, side, subject, channel, reason, createdAt }) {
  if (state === 'failed') {
    return { key: 'failed-' + id, kind: 'failed', signalId, symbol, subject, text: [channel, reason].filter(Boolean).join(': ') };
  }
  return { key: signalId ? 'signal-' + signalId : 'entry-' + id, kind: 'entry', at: createdAt, signalId, symbol, side, subject };
}
