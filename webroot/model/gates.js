import { Gate } from './gate.js';

/** How much a verdict says about an address whose message went to several gates. */
const WEIGHT = { drop: 0, hold: 1, apply: 2, gap: 3 };
const NOTHING = { ready: [], gap: false };

/**
 * The gates of all addresses. A symbol's address serves all its series, and each opens at the number of its own snapshot: so each has
 * a gate of its own.
 */
export class Gates {
  #shared = new Map();
  #series = new Map();

  close() {
    for (const gate of [...this.#shared.values(), ...this.#series.values()]) gate.close();
  }

  /** Of an address that is no symbol's. */
  of(address) {
    if (!this.#shared.has(address)) this.#shared.set(address, new Gate());
    return this.#shared.get(address);
  }

  addSeries(key) {
    this.#series.set(key, new Gate());
  }

  dropSeries(key) {
    this.#series.delete(key);
  }

  isSeriesOpen(key) {
    return this.#series.get(key)?.isOpen ?? false;
  }

  /** As {@link Gate#open}; of a series that was given up nothing is ready and nothing missing. */
  openSeries(key, feed, seq) {
    return this.#series.get(key)?.open(feed, seq) ?? NOTHING;
  }

  /** A symbol's message: the series that it may be applied to, and the word that says most. */
  offerSeries(all, message) {
    const through = [];
    let heaviest = 'drop';
    for (const series of all) {
      const verdict = this.#series.get(series.key).offer(message);
      if (verdict === 'apply') through.push(series);
      if (WEIGHT[verdict] > WEIGHT[heaviest]) heaviest = verdict;
    }
    return { through, heaviest };
  }
}
