/** How old data is and whether that is worrying. Pure; all times in milliseconds. */

const AGEING_AFTER = 15_000;
const STALE_AFTER = 60_000;
const LEVELS = { fresh: '●', ageing: '◐', stale: '○', unknown: '·' };

/**
 * A symbol that trades once a minute is not stale after twenty seconds, so the limits grow with the usual distance
 * between its updates.
 */
export function level(ageMs, usualGapMs = 0) {
  if (ageMs === null || ageMs === undefined || Number.isNaN(ageMs)) return 'unknown';
  if (ageMs >= Math.max(STALE_AFTER, usualGapMs * 10)) return 'stale';
  if (ageMs >= Math.max(AGEING_AFTER, usualGapMs * 3)) return 'ageing';
  return 'fresh';
}

export function glyph(name) {
  return LEVELS[name] ?? LEVELS.unknown;
}

/** Smoothed distance between the data times of two updates. */
export function usualGap(previousGap, previousTime, time) {
  const gap = time - previousTime;
  if (!(gap > 0)) return previousGap;
  return previousGap ? previousGap * 0.8 + gap * 0.2 : gap;
}

/** The server's clock as seen from here: the browser's own may be minutes off. */
export function serverNow(localNow, offset) {
  return localNow + (offset ?? 0);
}

export function ageOf(dataTime, localNow, offset) {
  if (dataTime === null || dataTime === undefined) return null;
  return Math.max(0, serverNow(localNow, offset) - dataTime);
}
