const FIRST = 500;
const LONGEST = 8_000;

/**
 * Milliseconds to wait before attempt number n (from 0): doubling, bounded, and half of it random, so that the browsers
 * of a restarted server do not come back in one wave.
 */
export function backoff(attempt, random = Math.random) {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling * (0.5 + random() / 2));
}
