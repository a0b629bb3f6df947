/** How old data is and whether that is worrying. Pure; all times in milliseconds. */

const AGEING_AFTER = 15_000;
const STALE_AFTER = 60_000;
const FIRST_GAP = 15 * 60_000;
const LEVELS = { fresh: '●', ageing: '◐', stale: '○', filling: '◌', unknown: '·' };

/**
 * A symbol that trades once a minute is not stale after twenty seconds, so the limits grow with the usual distance
 * between its updates. While history is filled in, old data is no sign of a market that has died.
 */
export function level(ageMs, usualGapMs = 0, filling = null) {
  const found = levelOf(ageMs, usualGapMs);
  return filling && (found === 'stale' || found === 'ageing') ? 'filling' : found;
}

function levelOf(ageMs, usualGapMs) {
  if (ageMs === null || ageMs === undefined || Number.isNaN(ageMs)) return 'unknown';
  if (ageMs >= Math.max(STALE_AFTER, usualGapMs * 10)) return 'stale';
  if (ageMs >= Math.max(AGEING_AFTER, usualGapMs * 3)) return 'ageing';
  return 'fresh';
}

export function glyph(name) {
  return LEVELS[name] ?? LEVELS.unknown;
}

/**
 * Smoothed distance between two updates. One long pause, a night or what was missed while a connection was broken, must not make
 * old data look usual: the estimate grows slowly and falls fast.
 */
export function usualGap(previousGap, gap) {
  if (!(gap > 0)) return previousGap;
  if (!previousGap) return Math.min(gap, FIRST_GAP);
  return gap < previousGap ? (previousGap + gap) / 2 : previousGap * 0.8 + Math.min(gap, previousGap * 4) * 0.2;
}

/** The server's clock as seen from here: the browser's own may be minutes off. */
export function serverNow(localNow, offset) {
  return localNow + (offset ?? 0);
}

export function ageOf(dataTime, localNow, offset) {
  if (dataTime === null || dataTime === undefined) return null;
  return Math.max(0, serverNow(localNow, offset) - dataTime);
}
