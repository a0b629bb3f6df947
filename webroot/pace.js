/** Of the page's main thread the market's changes get one part in so many, however slow the machine is. */
const SHARE = 10;
/** Longer than this nobody waits for a price. */
const MOST_REST = 500;
/** After so much drawing the rest of the round waits for the next frame. */
const SLICE = 5;

/**
 * When views follow the market. Those that have something new are drawn in rounds: one after another, a few milliseconds a
 * frame, so that no frame is long; then the page rests in proportion to what the whole round cost, painting and the chart
 * library's own frames included. What changes meanwhile is drawn once, in the next round. What the user does himself does not
 * wait here.
 */
export class Pace {
  #waiting = new Set();
  #round = new Set();
  #runs = false;
  #cost = 0;

  /** clock: {now(), frame(then), painted(then): once the frame is on its way to the screen, later(then, ms)} */
  constructor(clock) {
    this.clock = clock;
  }

  /** Asked again before it was drawn, it is drawn once. */
  ask(draw) {
    if (this.#round.has(draw)) return;
    this.#waiting.add(draw);
    if (this.#runs) return;
    this.#runs = true;
    this.#begin();
  }

  forget(draw) {
    this.#waiting.delete(draw);
    this.#round.delete(draw);
  }

  #begin() {
    this.#cost = 0;
    this.#frame(() => {
      this.#round = this.#waiting;
      this.#waiting = new Set();
    });
  }

  #frame(prepare = () => {}) {
    this.clock.frame(() => {
      prepare();
      const begun = this.clock.now();
      const more = this.#round.size > 0;
      // Asked for first, so that it runs before what a view asks of the next frame, and counts that.
      if (more) this.#frame();
      // Before anything can fail: what threw is drawn again when it is asked for again, and nobody else waits for it.
      this.clock.painted(() => {
        this.#cost += this.clock.now() - begun;
        if (!more) this.#rest();
      });
      this.#drawUntil(begun + SLICE);
    });
  }

  #drawUntil(end) {
    for (const draw of this.#round) {
      this.#round.delete(draw);
      draw();
      if (this.clock.now() >= end) return;
    }
  }

  #rest() {
    this.clock.later(() => {
      this.#runs = this.#waiting.size > 0;
      if (this.#runs) this.#begin();
    }, Math.min(MOST_REST, this.#cost * (SHARE - 1)));
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
