import { lowerBound } from './bars.js';
import { closedAt } from './lists.js';

/**
 * Bars of the past one after another, as if they came now: {at, until, symbol, timeframe, playing, speed, due}. Those of `symbol` in
 * `timeframe` set the pace, `at` being the time of the newest of them that may be seen; whatever happened at `until` or later is
 * not known yet, anywhere on the page. Times are milliseconds.
 */

export const SPEEDS = [1, 2, 5, 10, 25];

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Times are known to the microsecond; a raw bar is known from its own time on. */
const INSTANT = 0.001;

/** How long after its time a bar is complete. */
export function lengthOf(timeframe) {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(timeframe ?? '') ?? [];
  return unit ? Number(count) * UNITS[unit] : INSTANT;
}

/** Begins at the first bar at or after a time. */
export function startReplay({ symbol, timeframe, bars }, time, speed = 2) {
  const { closed } = bars;
  if (!closed.length) return null;
  const index = Math.min(closed.length - 1, lowerBound(closed, time));
  return stopAt({ symbol, timeframe, playing: false, speed, due: 0 }, closed[index]);
}

/** Goes on by the bars of another symbol or timeframe, at the newest of them that is known; unchanged where none is. */
export function ledBy(replay, { symbol, timeframe, bars }) {
  if (replay.symbol === symbol && replay.timeframe === timeframe) return replay;
  const bar = barsUntil(bars, replay.until, timeframe).closed.at(-1);
  return bar ? { ...replay, symbol, timeframe, at: bar.time } : replay;
}

/** `by` bars on, or back; at the newest closed bar it stops playing. */
export function step(replay, { closed }, by = 1) {
  const index = Math.max(0, Math.min(closed.length - 1, indexOf(replay, closed) + by));
  return { ...stopAt(replay, closed[index]), playing: replay.playing && index < closed.length - 1 };
}

/** What `ms` of playing lead to; the fraction of a bar that is left is kept. */
export function play(replay, bars, ms) {
  if (!replay.playing) return replay;
  const due = replay.due + (ms / 1000) * replay.speed;
  const whole = Math.floor(due);
  const next = whole ? step(replay, bars, whole) : replay;
  return { ...next, due: due - whole };
}

export function atEnd(replay, bars) {
  return indexOf(replay, bars.closed) >= bars.closed.length - 1;
}

/** The bars that were complete by then; the open bar is of the future. */
export function barsUntil(bars, until, timeframe) {
  const length = lengthOf(timeframe);
  // A comparison by the end of the bar: half an instant, because microseconds as fractions of a millisecond are not exact.
  const known = lowerBound(bars.closed, until - length + INSTANT / 2);
  return { ...bars, closed: bars.closed.slice(0, known), open: null, epoch: `${bars.epoch} replay` };
}

/** The price of the selection's symbol by then, from the bars that a chart has; null if it has none. */
export function lastUntil(series, { symbol, timeframe }, { until }) {
  const held = series.get(`${symbol}/${timeframe}`);
  return held?.ready ? (barsUntil(held.bars, until, timeframe).closed.at(-1)?.close ?? null) : null;
}

/** Whether a signal had been raised by then: it comes at the close of its bar. */
export function isKnown(signal, replay) {
  if (!replay) return true;
  const at = closedAt(signal);
  return at === signal.barTime ? at < replay.until : at <= replay.until;
}

/** Whether a bar {time, timeframe} had closed by then. */
export const isComplete = ({ time, timeframe }, { until }) => time + lengthOf(timeframe) <= until + INSTANT / 2;

export function itemsUntil(items, until) {
  return items.filter((item) => item.time < until);
}

/** The notifications that had been made by then, by the bars of their signals where these are known. */
export function entriesKnown({ inbox, signals, replay }) {
  if (!replay) return inbox;
  return inbox.filter(({ signalId, createdAt = Infinity }) => {
    const signal = signals.get(String(signalId));
    return signal ? isKnown(signal, replay) : createdAt < replay.until;
  });
}

/** A replay as it was kept over a reload, or null. */
export function readReplay(kept) {
  const { at, until, symbol, timeframe, speed } = kept ?? {};
  if (![at, until].every(Number.isFinite) || ![symbol, timeframe].every((text) => typeof text === 'string')) return null;
  return { at, until, symbol, timeframe, speed: SPEEDS.includes(speed) ? speed : 2, playing: false, due: 0 };
}

const stopAt = (replay, { time }) => ({ ...replay, at: time, until: time + lengthOf(replay.timeframe) });

// A bar may have gone meanwhile, when the oldest had to.
function indexOf({ at }, closed) {
  const index = lowerBound(closed, at);
  return closed[index]?.time === at ? index : Math.max(0, index - 1);
}
