/**
 * Clocks of time zones. A place is where times are shown: a zone ('utc', 'local' or an IANA name), or settings with {zone}. Times
 * are milliseconds since 1970.
 */

const HOUR = 3_600_000;
/** Within so long a zone changes its clocks once at most. */
const STRETCH = 4 * 24 * HOUR;
const MOST_STRETCHES = 5_000;
/** No zone turns its clocks by more. */
const MOST_TURNED = 3 * HOUR;

const clocks = new Map();
const stretches = new Map();

export const zoneOf = (where) => (where && typeof where === 'object' ? where.zone : where) ?? 'utc';

export function isZone(name) {
  try {
    return Boolean(new Intl.DateTimeFormat('en-GB', { timeZone: name }));
  } catch {
    return false;
  }
}

/** The zone as Intl takes it; an unknown one is UTC. */
export function timeZone(zone) {
  if (zone === 'local') return undefined;
  return zone !== 'utc' && isZone(zone) ? zone : 'UTC';
}

function clock(zone) {
  if (!clocks.has(zone)) {
    clocks.set(
      zone,
      new Intl.DateTimeFormat('en-GB', {
        timeZone: timeZone(zone),
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
      }),
    );
  }
  return clocks.get(zone);
}

/**
 * A zone, or what else a place of times says: {zone, dateFormat, days}.
 * @typedef {string | { zone?: string, dateFormat?: string, days?: boolean }} Where
 */

/**
 * The fields of an instant as two-digit strings; `milli` keeps three digits.
 * @param {number} ms
 * @param {Where} [where]
 * @returns {Record<string, any>}
 */
export function timeParts(ms, where = 'utc') {
  const parts = Object.fromEntries(
    clock(zoneOf(where))
      .formatToParts(ms)
      .map((p) => [p.type, p.value]),
  );
  const milli = String(Math.floor(((ms % 1000) + 1000) % 1000)).padStart(3, '0');
  return { ...parts, milli };
}

/** By how many milliseconds the clocks there are ahead of UTC. */
export function offsetAt(ms, where) {
  const zone = zoneOf(where);
  if (zone === 'utc') return 0;
  const index = Math.floor(ms / STRETCH);
  const key = `${zone} ${index}`;
  if (!stretches.has(key)) {
    if (stretches.size >= MOST_STRETCHES) stretches.clear();
    stretches.set(key, stretch(index * STRETCH, zone));
  }
  const { change, before, after } = stretches.get(key);
  return ms < change ? before : after;
}

/** The instant whose UTC fields are what the clocks there show. */
export const wallTime = (ms, where) => ms + offsetAt(ms, where);

/** Every instant at which the clocks there show this, oldest first: one, two when they are turned back, none when forward. */
export function instantsOf(wall, where) {
  const offsets = new Set([offsetAt(wall - 24 * HOUR, where), offsetAt(wall + 24 * HOUR, where)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((ms) => wallTime(ms, where) === wall)
    .sort((a, b) => a - b);
}

/** " UTC−5" for a time that the clocks there show twice, because they were turned back; nothing for any other. */
export function foldMark(ms, where) {
  const now = offsetAt(ms, where);
  const others = [ms - MOST_TURNED, ms + MOST_TURNED].map((near) => offsetAt(near, where));
  const twice = others.some((other) => other !== now && offsetAt(ms + now - other, where) === other);
  return twice ? ` ${offsetText(now)}` : '';
}

function offsetText(offset) {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const rest = minutes % 60 ? ':' + String(minutes % 60).padStart(2, '0') : '';
  return 'UTC' + (minutes ? (offset < 0 ? '\u2212' : '+') + Math.floor(minutes / 60) + rest : '');
}

function stretch(from, zone) {
  const before = measured(from, zone);
  const after = measured(from + STRETCH, zone);
  if (before === after) return { before, after, change: Infinity };
  let [low, high] = [from, from + STRETCH];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (measured(middle, zone) === before) low = middle;
    else high = middle;
  }
  return { before, after, change: high };
}

function measured(ms, zone) {
  const p = timeParts(ms, zone);
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(ms / 1000) * 1000;
}
