/**
 * What is to be said of when data came and of which time it is. Ages come from arrivals: the time that a candle carries is
 * shown as what it is, be it of years ago or ahead of the clock. Pure; all times in milliseconds.
 */
import { ageOf, serverNow } from './age.js';
import { dateTime, duration } from './format.js';

/** Less may be a clock that goes a little fast, or the way from the server to the page. */
const AHEAD = 1_000;

/** Data that comes so long after its time is of the past. */
const PAST = 3_600_000;

/** {age, ahead, past}: since its arrival, null if none came by itself; by how much its time is ahead of the clock; whether it is old data. */
export function dataAge(time, arrived, now, offset) {
  const known = time !== null && time !== undefined;
  const ahead = known ? time - serverNow(now, offset) : 0;
  const came = arrived ?? null;
  return {
    age: ageOf(came, now, offset),
    ahead: ahead > AHEAD ? ahead : 0,
    past: known && came !== null && came - time >= PAST,
  };
}

/** The same of a row of the lists. */
export function rowAge({ lastTime, arrived }, now, offset) {
  return dataAge(lastTime, arrived, now, offset);
}

/** In place of the age in a list: whatever is more to be noticed. */
export function ageText({ age, ahead }) {
  return ahead ? aheadText(ahead) : duration(age);
}

export function aheadText(ahead) {
  return `${duration(ahead)} ahead`;
}

/** A sentence or two for a tooltip: when the newest candle came, and of which time it is. */
export function arrivalHint(time, { age, ahead }, prefs) {
  const of = dateTime(time, prefs);
  const came =
    age === null ? 'No candle has come by itself, there is only history that was loaded.' : `The newest candle came ${duration(age)} ago.`;
  if (!ahead) return time === null || time === undefined ? came : `${came} Its time is ${of}.`;
  return `${came} Its time, ${of}, is ${duration(ahead)} ahead of the server’s clock: a clock or a time zone is wrong, the sender’s or the server’s. Until the clock has reached that time, candles with right times are late: they are kept and belong to bars that are still open, but they begin no new bars.`;
}

/** {age, ahead, past, hint, aheadHint} of all data, by what the server says every second; age is null before the first candle. */
export function marketAge(status, now, offset, prefs) {
  const found = dataAge(status?.dataTime, status?.dataArrived, now, offset);
  const count = status?.ahead ?? 0;
  const came = found.age === null ? 'No candle has come yet.' : `The newest candle of all symbols came ${duration(found.age)} ago.`;
  const time = status?.dataTime ?? null;
  return {
    ...found,
    count,
    hint: time === null ? came : `${came} The latest time of a candle is ${dateTime(time, prefs)}.`,
    aheadHint: count ? aheadHint(count, status.aheadSymbols ?? []) : '',
  };
}

function aheadHint(count, names) {
  const rest = count - names.length;
  const who = rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
  const be = count === 1 ? 'has a candle whose time is' : 'have candles whose times are';
  return `${who} ${be} ahead of the server’s clock: a clock or a time zone is wrong, the sender’s or the server’s. That makes nothing newer: ages here are counted from when candles came.`;
}
