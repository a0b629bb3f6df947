import { isFilled } from './model/sparks.js';

// As many as one answer holds.
const SPARKS = 100;
/** After a request that failed. */
const PAUSE = 3_000;

/** Fetches the small lines of the symbols that lists have in view. */
export class Sparklines {
  #asked = new Set();
  #failedAt = -Infinity;

  constructor({ api, store, now }) {
    this.api = api;
    this.store = store;
    this.now = now;
  }

  /** Small lines for these symbols, as far as they have none. After a broken connection those held may have holes, so they are asked for anew. */
  async load({ symbols }) {
    const missing = symbols.filter((symbol) => !isFilled(this.store.state.sparks, symbol) && !this.#asked.has(symbol));
    if (!missing.length || this.now() - this.#failedAt < PAUSE) return;
    const some = missing.slice(0, SPARKS);
    for (const symbol of some) this.#asked.add(symbol);
    const answer = await this.api.sparklines(some).catch(() => null);
    for (const symbol of some) this.#asked.delete(symbol);
    // Lists ask with every drawing.
    if (!answer) return void (this.#failedAt = this.now());
    this.store.fillSparks(answer.lines);
    await this.load({ symbols });
  }
}
