import { offsetAt, timeParts, wallTime } from './clock.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How heavy a mark of the time axis is, as the chart library counts it; the heavier stays when there is no room for both. */
const YEAR_WEIGHT = 70;
const MONTH_WEIGHT = 60;
const DAY_WEIGHT = 50;
const HOUR_WEIGHT = 30;
const WEIGHTS = [
  [12 * HOUR, 33],
  [6 * HOUR, 32],
  [3 * HOUR, 31],
  [HOUR, HOUR_WEIGHT],
  [30 * MINUTE, 22],
  [5 * MINUTE, 21],
  [MINUTE, 20],
  [SECOND, 10],
];

/** No clock is turned back by more. */
const TURNED = 3 * HOUR;

/** Label of the time axis; `kind` is the library's kind of the mark: 0 year, 1 month, 2 day, 3 minute, 4 second. */
export function tickLabel(ms, kind, where) {
  const p = timeParts(ms, where);
  if (kind === 0) return p.year;
  if (kind === 1) return MONTHS[Number(p.month) - 1];
  if (kind === 2) return `${Number(p.day)} ${MONTHS[Number(p.month) - 1]}`;
  return kind === 4 ? `${p.hour}:${p.minute}:${p.second}` : `${p.hour}:${p.minute}`;
}

/** The weight of a mark at the time `ms`, by the clocks of a place: `before` is the time of the bar before, `latest` the latest date so far. */
export function weight(ms, before, where, latest = dayOf(before, where)) {
  const now = wallTime(ms, where);
  const then = wallTime(before, where);
  if (Math.floor(now / DAY) > latest) return weightOfDay(now, then);
  // Where the clocks change, the hours must not be taken for one another.
  if (offsetAt(ms, where) !== offsetAt(before, where)) return HOUR_WEIGHT;
  for (const [span, size] of WEIGHTS) if (Math.floor(now / span) !== Math.floor(then / span)) return size;
  return 0;
}

const dayOf = (ms, where) => Math.floor(wallTime(ms, where) / DAY);

function weightOfDay(now, then) {
  const [date, before] = [new Date(now), new Date(then)];
  if (date.getUTCFullYear() !== before.getUTCFullYear()) return YEAR_WEIGHT;
  return date.getUTCMonth() === before.getUTCMonth() ? DAY_WEIGHT : MONTH_WEIGHT;
}

/**
 * Gives the points of a time axis, from `start` on, their weights: {time in ms: timeOf(point)}, written to `timeWeight`. The one before
 * the first is taken to be as far away as the others are on average.
 */
export function weigh(points, start, timeOf, where) {
  if (!points.length) return;
  let latest = start > 0 ? latestDay(points, start - 1, timeOf, where) : -Infinity;
  for (let i = Math.max(1, start); i < points.length; i += 1) {
    const before = timeOf(points[i - 1]);
    latest = Math.max(latest, dayOf(before, where));
    points[i].timeWeight = weight(timeOf(points[i]), before, where, latest);
  }
  if (start > 0 || points.length < 2) return;
  const first = timeOf(points[0]);
  const usual = Math.ceil((timeOf(points.at(-1)) - first) / (points.length - 1));
  points[0].timeWeight = weight(first, first - usual, where);
}

// Clocks that are turned back over midnight, a minute late, show the day before once more, and then the date a second time.
function latestDay(points, at, timeOf, where) {
  const last = timeOf(points[at]);
  let latest = dayOf(last, where);
  if (offsetAt(last - TURNED, where) <= offsetAt(last, where)) return latest;
  for (let i = at; i >= 0 && timeOf(points[i]) > last - TURNED; i -= 1) latest = Math.max(latest, dayOf(timeOf(points[i]), where));
  return latest;
}
