import { backoff } from './model/backoff.js';

// A status comes every second: whatever still does not fit is noticed sooner.
const HELPED = 3_000;
const BELIEVED = 10;

/** When to start over: with growing waits while that does not help. */
export class Retries {
  #failures = 0;
  #lastStart = -Infinity;
  #timer = null;

  constructor({ timers, now, random, start }) {
    this.timers = timers;
    this.now = now;
    this.random = random;
    this.start = start;
  }

  started() {
    this.cancel();
    this.#lastStart = this.now();
  }

  /**
   * A server that says when it wants to be asked again is believed for a while: it knows how long a takeover takes.
   * most: the wait grows no further than after so many attempts, for the same while.
   */
  later({ told = 0, most = Infinity } = {}) {
    if (this.#timer !== null) return;
    if (this.now() - this.#lastStart > HELPED) this.#failures = 0;
    const patient = this.#failures < BELIEVED;
    const attempt = patient ? Math.min(this.#failures, most) : this.#failures;
    const wait = patient && told > 0 ? Math.round(told * 1_000 * (0.5 + this.random() / 2)) : backoff(attempt, this.random);
    this.#timer = this.timers.setTimeout(this.start, wait);
    this.#failures += 1;
  }

  /** Once more after so many milliseconds, and not because anything failed. */
  after(wait) {
    this.#timer = this.timers.setTimeout(this.start, wait);
  }

  cancel() {
    this.timers.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
