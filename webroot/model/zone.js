/** Times typed into a date field, which knows no zone, and back. */

import { instantsOf, offsetAt, timeParts } from './clock.js';

/** 2026-01-02T10:05 as read off a clock in the given zone. */
export function toField(ms, where) {
  const p = timeParts(ms, where);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

/**
 * The instant at which a clock in the zone shows this; null for what is no date. Of two, when the clocks are turned back, the first
 * or, as the end of a range, the `last`; a time that the clocks skip is as far after their change as it reads.
 */
export function fromField(text, where, { last = false } = {}) {
  const wall = Date.parse(text + 'Z');
  if (!text || Number.isNaN(wall)) return null;
  const found = instantsOf(wall, where);
  if (!found.length) return wall - offsetAt(wall - 24 * 3_600_000, where);
  return found.at(last ? -1 : 0);
}
