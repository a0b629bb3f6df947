import { lowerBound } from './bars.js';

/**
 * Bars of the past one after another, as if they came now: {at, playing, speed}, at being the time of the newest bar that may be
 * seen. Nothing after it is given out, so no drawing can show it.
 */

export const SPEEDS = [1, 2, 5, 10, 25];

/** Begins at the first bar at or after a time. */
export function startReplay(bars, time) {
  const { closed } = bars;
  if (!closed.length) return null;
  const index = Math.min(closed.length - 1, lowerBound(closed, time));
  return { at: closed[index].time, playing: false, speed: 2, due: 0 };
}

/** `by` bars on, or back; at the newest closed bar it stops playing. */
export function step(replay, bars, by = 1) {
  const { closed } = bars;
  const index = Math.max(0, Math.min(closed.length - 1, indexOf(replay, closed) + by));
  return { ...replay, at: closed[index].time, playing: replay.playing && index < closed.length - 1 };
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

/** The bars up to the replay's; the open bar is of the future. */
export function barsUntil(bars, at) {
  const end = lowerBound(bars.closed, at);
  const known = bars.closed[end]?.time === at ? end + 1 : end;
  return { ...bars, closed: bars.closed.slice(0, known), open: null, epoch: `${bars.epoch} replay` };
}

/** When the newest bar that may be seen ended: what happened later is not known yet. */
export function knownUntil(replay, bars) {
  const after = bars.closed[indexOf(replay, bars.closed) + 1] ?? bars.open;
  return after ? after.time : Infinity;
}

/** Signals come at the close of their bar. */
export function signalsUntil(signals, at) {
  return signals.filter((signal) => signal.barTime <= at);
}

export function itemsUntil(items, time) {
  return items.filter((item) => item.time < time);
}

// A bar may have gone meanwhile, when the oldest had to.
function indexOf({ at }, closed) {
  const index = lowerBound(closed, at);
  return closed[index]?.time === at ? index : Math.max(0, index - 1);
}
