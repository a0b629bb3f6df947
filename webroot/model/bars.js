/** The bars of one symbol and timeframe: closed ones, oldest first, and at most one that is still open. */

const MOST_BARS = 6_000;
/** Beyond it even bars that are being looked at go: a page left scrolled back for days must not grow for ever. */
const MOST_HELD = 60_000;
const ROOM = 1_500;
const PRICES = new Set(['time', 'open', 'high', 'low', 'close', 'volume']);

export const NO_BARS = { closed: [], open: null, epoch: 0 };

/**
 * `epoch` counts what makes a drawing start anew, `fills` what changes values of closed bars in bulk and `late` what changes one
 * or two of the last; `most` bars stay unless they are `held` because somebody looks at them.
 */
export function emptyBars() {
  return { closed: [], open: null, epoch: 0, fills: 0, late: 0, most: MOST_BARS, held: false };
}

/** A columnar answer as bar objects; every column that is not a price is an indicator value. */
export function fromColumns(columns, data) {
  const names = columns.filter((c) => !PRICES.has(c));
  return data.map((row) => {
    const bar = { values: {} };
    columns.forEach((c, i) => {
      if (PRICES.has(c)) bar[c] = row[i];
    });
    for (const name of names) bar.values[name] = row[columns.indexOf(name)];
    return bar;
  });
}

/** Replaces everything; a change of `epoch` tells the chart that it has to draw from scratch. */
export function resetBars(bars, closed, open) {
  bars.closed = ascending(closed);
  const before = bars.open;
  bars.open = open && open.time > lastClosedTime(bars) ? toBar(open) : null;
  // The server tells a study's value of the open bar when that changes, not again with each snapshot.
  if (bars.open && before?.time === bars.open.time) bars.open.values = { ...before.values, ...bars.open.values };
  bars.most = Math.max(MOST_BARS, bars.closed.length + ROOM);
  bars.epoch += 1;
}

export function lastClosedTime(bars) {
  return bars.closed.length ? bars.closed[bars.closed.length - 1].time : -Infinity;
}

export function shownBars(bars) {
  return bars.open ? [...bars.closed, bars.open] : bars.closed;
}

export function lastBar(bars) {
  return bars.open ?? bars.closed[bars.closed.length - 1] ?? null;
}

/** One live update: a closed bar is kept, a provisional one only until its bar closes. Whether the oldest bars had to go. */
export function applyUpdate(bars, update) {
  const bar = toBar(update);
  if (update.closed) return closeBar(bars, bar);
  if (bar.time > lastClosedTime(bars)) {
    // The studies' values of this bar come beside it and a little later.
    if (bars.open?.time === bar.time) bar.values = { ...bars.open.values, ...bar.values };
    bars.open = bar;
  }
  return false;
}

function closeBar(bars, bar) {
  let dropped = false;
  if (bar.time > lastClosedTime(bars)) {
    bars.closed.push(bar);
    dropped = trim(bars);
  } else {
    correct(bars, bar);
  }
  if (bars.open && bars.open.time <= bar.time) bars.open = null;
  return dropped;
}

function trim(bars) {
  const most = bars.held ? MOST_HELD : bars.most;
  if (bars.closed.length <= most) return false;
  bars.closed.splice(0, bars.closed.length - Math.floor(most * 0.8));
  bars.epoch += 1;
  return true;
}

function correct(bars, bar) {
  const at = lowerBound(bars.closed, bar.time);
  const have = bars.closed[at];
  if (have?.time !== bar.time) bars.closed.splice(at, 0, bar);
  else if (sameBar(have, bar)) return;
  else bars.closed[at] = { ...bar, values: { ...have.values, ...bar.values } };
  bars.epoch += 1;
}

/** Older bars from the history, put in front; returns how many were new. */
export function prependBars(bars, older) {
  const first = bars.closed[0]?.time ?? Infinity;
  const fresh = ascending(older).filter((bar) => bar.time < first);
  if (fresh.length) {
    bars.closed = [...fresh, ...bars.closed];
    bars.most = Math.max(bars.most, bars.closed.length + ROOM);
    bars.epoch += 1;
  }
  return fresh.length;
}

/** Index of the first bar at or after a time. */
export function lowerBound(list, time) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function barAt(bars, time) {
  if (bars.open?.time === time) return bars.open;
  const bar = bars.closed[lowerBound(bars.closed, time)];
  return bar?.time === time ? bar : null;
}

function toBar({ time, open, high, low, close, volume, values }) {
  return { time, open, high, low, close, volume, values: values ?? {} };
}

// What the other does not speak of, such as the value of a study, makes no difference.
function sameBar(have, bar) {
  const same = (name) => have[name] === bar[name];
  const sameValue = (name) => have.values[name] === bar.values[name];
  return [...PRICES].every(same) && Object.keys(bar.values).every(sameValue);
}

/** One value of a study, live; for a bar that is not there (any more) it means nothing. */
export function setValue(bars, time, name, value) {
  const bar = barAt(bars, time);
  if (!bar || bar.values[name] === value) return;
  bar.values[name] = value;
  if (bar !== bars.open) bars.late += 1;
}

/**
 * Values of studies for closed bars at or after `from`; a bar that the answer skips, though it knows later ones, never made a
 * value.
 */
export function fillValues(bars, rows, names, from = rows[0]?.time ?? Infinity) {
  const byTime = new Map(rows.map((row) => [row.time, row.values]));
  const last = rows.length ? rows[rows.length - 1].time : -Infinity;
  for (let i = lowerBound(bars.closed, from); i < bars.closed.length && bars.closed[i].time <= last; i += 1) {
    const bar = bars.closed[i];
    const values = byTime.get(bar.time);
    for (const name of names) if (bar.values[name] === undefined) bar.values[name] = values?.[name] ?? null;
  }
  bars.fills += 1;
}

/** The stretch of closed bars, by index, that lacks values of these studies; null if none does. `from` limits the search. */
export function missingValues(bars, names, from = 0) {
  const lacks = (bar) => names.some((name) => bar.values[name] === undefined);
  let first = from;
  while (first < bars.closed.length && !lacks(bars.closed[first])) first += 1;
  if (first >= bars.closed.length) return null;
  let last = bars.closed.length - 1;
  while (!lacks(bars.closed[last])) last -= 1;
  return { first, last };
}

// The chart refuses times that do not rise, and one bad row must not cost the whole chart: the later row of a time wins.
function ascending(list) {
  const byTime = new Map(list.map((bar) => [bar.time, bar]));
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}
