const DAY = 86_400_000;
/** So many of the newest bars are looked at. */
const LOOKED_AT = 30;

/** Whether bars are of whole days, each dated by its midnight in UTC: such a time is a date and no moment. */
export function areDays({ closed, open }) {
  const last = open ? [...closed.slice(-LOOKED_AT), open] : closed.slice(-LOOKED_AT);
  return last.length > 1 && last.every(({ time }) => time % DAY === 0);
}

/** Where the times of these bars are shown; a date is the same everywhere. */
export function placeOf(bars, prefs) {
  return areDays(bars) ? { ...prefs, zone: 'utc', days: true } : prefs;
}
