/** The bars of one symbol and timeframe: closed ones, oldest first, and at most one that is still open. */

const MOST_BARS = 6_000;
const PRICES = new Set(['time', 'open', 'high', 'low', 'close', 'volume']);

export function emptyBars() {
  return { closed: [], open: null, epoch: 0 };
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
  bars.open = open && open.time > lastClosedTime(bars) ? toBar(open) : null;
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

/** One live update: a closed bar is kept for good, a provisional one only until its bar closes. */
export function applyUpdate(bars, update) {
  const bar = toBar(update);
  if (update.closed) closeBar(bars, bar);
  else if (bar.time > lastClosedTime(bars)) bars.open = bar;
}

function closeBar(bars, bar) {
  if (bar.time > lastClosedTime(bars)) {
    bars.closed.push(bar);
    if (bars.closed.length > MOST_BARS) {
      bars.closed.splice(0, bars.closed.length - MOST_BARS * 0.8);
      bars.epoch += 1;
    }
  } else {
    correct(bars, bar);
  }
  if (bars.open && bars.open.time <= bar.time) bars.open = null;
}

function correct(bars, bar) {
  const at = lowerBound(bars.closed, bar.time);
  const have = bars.closed[at];
  if (have?.time !== bar.time) bars.closed.splice(at, 0, bar);
  else if (sameBar(have, bar)) return;
  else bars.closed[at] = bar;
  bars.epoch += 1;
}

/** Older bars from the history, put in front; returns how many were new. */
export function prependBars(bars, older) {
  const first = bars.closed[0]?.time ?? Infinity;
  const fresh = ascending(older).filter((bar) => bar.time < first);
  if (fresh.length) {
    bars.closed = [...fresh, ...bars.closed];
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

function sameBar(a, b) {
  return JSON.stringify(toBar(a)) === JSON.stringify(toBar(b));
}

// The chart refuses times that do not rise, and one bad row must not cost the whole chart: the later row of a time wins.
function ascending(list) {
  const byTime = new Map(list.map((bar) => [bar.time, bar]));
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}
