/** Times typed into a date field, which knows no zone, and back. */

import { timeParts } from './format.js';

/** 2026-01-02T10:05 as read off a clock in the given zone. */
export function toField(ms, where) {
  const p = timeParts(ms, where);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

/** The instant at which a clock in the zone shows this; null for what is no date. */
export function fromField(text, where) {
  const wall = Date.parse(text + 'Z');
  if (!text || Number.isNaN(wall)) return null;
  // The offset at the wanted instant: guessed at the same reading in UTC, then once more where that guess lies.
  const first = wall - offset(wall, where);
  return wall - offset(first, where);
}

function offset(ms, where) {
  const p = timeParts(ms, where);
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(ms / 1000) * 1000;
}
