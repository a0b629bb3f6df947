import { timeParts } from './format.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Label of the time axis; `kind` is the library's weight of the mark: 0 year, 1 month, 2 day, 3 minute, 4 second. */
export function tickLabel(ms, kind, zone) {
  const p = timeParts(ms, zone);
  if (kind === 0) return p.year;
  if (kind === 1) return MONTHS[Number(p.month) - 1];
  if (kind === 2) return `${Number(p.day)} ${MONTHS[Number(p.month) - 1]}`;
  return kind === 4 ? `${p.hour}:${p.minute}:${p.second}` : `${p.hour}:${p.minute}`;
}
