import { date, dateTime, time } from './format.js';
import { closedAt } from './lists.js';
import { lengthOf } from './replay.js';

const DAY = 86_400_000;
/** So many of the newest bars are looked at. */
const LOOKED_AT = 30;

/** Whether bars are of whole days, each dated by its midnight in UTC: such a time is a date and no moment. */
export function areDays({ closed, open }) {
  const last = open ? [...closed.slice(-LOOKED_AT), open] : closed.slice(-LOOKED_AT);
  return last.length > 1 && last.every((bar) => bar.time % DAY === 0);
}

/** Where the times of these bars are shown; a date is the same everywhere. */
export function placeOf(bars, prefs) {
  return areDays(bars) ? dayPlace(prefs) : prefs;
}

/**
 * Whether the bar that raised a signal is a whole day: by its timeframe, by the bars that are here, or, where none are, because it and
 * the newest candle of its symbol are both dated by a midnight in UTC.
 * @param {{ symbol?: string, timeframe?: string, barTime?: number }} signal
 * @param {{ series?: Map<string, any>, rows?: Map<string, any> }} state
 */
export function isOfDays({ symbol, timeframe, barTime }, { series, rows }) {
  if (lengthOf(timeframe) >= DAY) return true;
  const bars = series?.get(`${symbol}/${timeframe}`)?.bars;
  if (bars?.closed.length > 1) return areDays(bars);
  return barTime % DAY === 0 && rows?.get(symbol)?.lastTime % DAY === 0;
}

/** When a signal came to be: the day of a bar that is a whole day, else the moment its bar closed. */
export function signalTime(signal, { prefs, ...state }) {
  return isOfDays(signal, state) ? date(signal.barTime, dayPlace(prefs)) : dateTime(closedAt(signal), prefs);
}

/** The same for a narrow list: the clock alone where it is of today. */
export function shortSignalTime(signal, { prefs, ...state }, today) {
  return isOfDays(signal, state) ? date(signal.barTime, dayPlace(prefs)) : shortTime(closedAt(signal), today, prefs);
}

/** Of another day than `today` with the date, but without seconds. */
export function shortTime(ms, today, prefs) {
  const day = date(ms, prefs);
  return day === date(today, prefs) ? time(ms, prefs) : `${day} ${time(ms, prefs).replace(/:\d\d(?=$| )/, '')}`;
}

/** Where the bar of a signal is dated. */
export const placeOfSignal = (signal, { prefs, ...state }) => (isOfDays(signal, state) ? dayPlace(prefs) : prefs);

const dayPlace = (prefs) => ({ ...prefs, zone: 'utc', days: true });
