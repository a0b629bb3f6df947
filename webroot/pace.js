/**
 * Of the page's main thread the market's changes get one part in so many, however slow the machine is. What a round causes out of
 * sight of a script (canvases handed over and taken back, garbage) comes to as much again.
 */
const SHARE = 36;
/** Longer than this nobody waits for a price. */
const MOST_REST = 800;
/** After so much drawing the rest of the round waits for the next frame. */
const SLICE = 16;

/**
 * When views follow the market. Those that have something new are drawn in rounds, a few milliseconds of them before each frame,
 * so that no frame is long; then the page rests in proportion to what the whole round cost, the chart library's drawing and the
 * painting included. What changes meanwhile is drawn once, in the next round. What the user does himself does not wait here.
 *
 * Views are drawn before a frame, not in it: what the chart library is told within a frame it draws in the next, and each frame
 * has a price of its own.
 */
export class Pace {
  #waiting = new Set();
  #round = new Set();
  #runs = false;
  #cost = 0;

  /** clock: {now(), frame(then), painted(then): once this frame is on its way to the screen, later(then, ms)} */
  constructor(clock) {
    this.clock = clock;
  }

  /** Asked again before it was drawn, it is drawn once. */
  ask(draw) {
    if (this.#round.has(draw)) return;
    this.#waiting.add(draw);
    if (this.#runs) return;
    this.#runs = true;
    // Others that hear the same message come along.
    this.clock.later(() => this.#begin(), 0);
  }

  forget(draw) {
    this.#waiting.delete(draw);
    this.#round.delete(draw);
  }

  #begin() {
    this.#cost = 0;
    this.#round = this.#waiting;
    this.#waiting = new Set();
    this.#slice();
  }

  #slice() {
    const begun = this.clock.now();
    // Asked for first: it runs before what the views ask of the frame, and is not lost if one of them fails.
    this.clock.frame(() => {
      const drawn = this.clock.now();
      this.clock.painted(() => this.#painted(this.clock.now() - drawn));
    });
    try {
      this.#drawUntil(begun + SLICE);
    } finally {
      this.#cost += this.clock.now() - begun;
    }
  }

  #drawUntil(end) {
    for (const draw of this.#round) {
      this.#round.delete(draw);
      draw();
      if (this.clock.now() >= end) return;
    }
  }

  #painted(took) {
    this.#cost += took;
    if (this.#round.size > 0) this.#slice();
    else this.clock.later(() => this.#rested(), Math.min(MOST_REST, this.#cost * (SHARE - 1)));
  }

  #rested() {
    this.#runs = this.#waiting.size > 0;
    if (this.#runs) this.#begin();
  }
}

/** The page's. */
export const pace = new Pace({
  now: () => performance.now(),
  frame: (then) => requestAnimationFrame(then),
  // A message that is sent within a frame arrives when that has been painted.
  painted: (then) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      then();
    };
    port2.postMessage(null);
  },
  later: (then, ms) => setTimeout(then, ms),
});
