/** Numbers and times as text. Every function takes null and undefined and answers with a dash. */
import { digitsOf, quantityDigits } from './digits.js';
import { foldMark, isZone, timeParts, timeZone, zoneOf } from './clock.js';

export { isZone, timeParts };

const NONE = '–';
const MINUS = '\u2212';
const missing = (value) => value === null || value === undefined || !Number.isFinite(value);
const formatters = new Map();

/** With so many digits after the point, whatever they are. */
export function fixed(value, digits) {
  if (!formatters.has(digits)) {
    formatters.set(digits, new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  }
  const text = formatters.get(digits).format(Math.abs(value));
  // A value that rounds to zero has no sign: "−0.00" reads as a fall that did not happen.
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** Decimals of a price of which no more is known; the server says a symbol's in its row. */
export function priceDigits(price) {
  return digitsOf([price]);
}

export function price(value, digits = priceDigits(value)) {
  return missing(value) ? NONE : fixed(value, digits);
}

/** Any quantity of an explanation, without trailing zeros. */
export function number(value) {
  if (missing(value)) return NONE;
  const text = fixed(value, quantityDigits(value));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

export function signed(value, digits = 2) {
  if (missing(value)) return NONE;
  const text = fixed(value, digits);
  return value > 0 && /[1-9]/.test(text) ? '+' + text : text;
}

/** A value that is already in per cent. */
export function percent(value, digits = 2) {
  return missing(value) ? NONE : signed(value, digits) + '%';
}

/** A fraction of one, unsigned, such as a hit rate. */
export function share(value, digits = 0) {
  return missing(value) ? NONE : fixed(value * 100, digits) + '%';
}

/** The sense of a change as it is printed: one that rounds to 0.00 is neither a rise nor a fall. */
export function direction(value, digits = 2) {
  if (missing(value) || Math.abs(value) < 0.5 * 10 ** -digits) return 'flat';
  return value > 0 ? 'up' : 'down';
}

const ARROWS = { up: '▲', down: '▼', flat: '·' };

export function arrow(value, digits = 2) {
  return ARROWS[direction(value, digits)];
}

/** @type {[number, string][]} */
const UNITS = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
];

export function compact(value) {
  if (missing(value)) return NONE;
  const size = Math.abs(value);
  // 999 950 would print as 1000.0K: the unit is chosen by what remains after rounding.
  const unit = UNITS.find(([factor]) => size >= factor * 0.9995);
  if (!unit) return fixed(value, Number.isInteger(value) ? 0 : 1);
  const scaled = value / unit[0];
  return fixed(scaled, Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2) + unit[1];
}

export function duration(ms) {
  if (missing(ms)) return NONE;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return seconds + 's';
  if (seconds < 3600) return Math.floor(seconds / 60) + 'm';
  if (seconds < 86400) return Math.floor(seconds / 3600) + 'h';
  return Math.floor(seconds / 86400) + 'd';
}

const DATES = {
  iso: ({ year, month, day }) => `${year}-${month}-${day}`,
  dmy: ({ year, month, day }) => `${day}/${month}/${year}`,
  mdy: ({ year, month, day }) => `${month}/${day}/${year}`,
};

/**
 * @param {number} ms
 * @param {import('./clock.js').Where} [where]
 */
export function time(ms, where = 'utc', fine = false) {
  if (missing(ms)) return NONE;
  const p = timeParts(ms, where);
  return `${p.hour}:${p.minute}:${p.second}` + (fine ? '.' + p.milli : '') + foldMark(ms, where);
}

/**
 * @param {number} ms
 * @param {import('./clock.js').Where} [where]
 */
export function date(ms, where = 'utc') {
  if (missing(ms)) return NONE;
  const { dateFormat } = Object(where);
  if (dateFormat === 'locale') {
    return new Intl.DateTimeFormat(undefined, { timeZone: timeZone(zoneOf(where)) }).format(ms);
  }
  return (DATES[dateFormat] ?? DATES.iso)(timeParts(ms, where));
}

/** A place with `days` has bars that are whole days: their time says which day, not when. */
/**
 * @param {number} ms
 * @param {import('./clock.js').Where} [where]
 */
export function dateTime(ms, where = 'utc', fine = false) {
  if (missing(ms)) return NONE;
  return Object(where).days ? date(ms, where) : `${date(ms, where)} ${time(ms, where, fine)}`;
}
