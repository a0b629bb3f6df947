import { lastClosedTime } from './model/bars.js';
import { seriesKey } from './state/charts.js';

/** So often at most, whatever closes. */
const REST = 1_000;
/** So often where no chart tells when a bar closes, or after a failure. */
const PATIENCE = 15_000;
/** How often the values of a bar that is open are read again. */
const OPEN_REST = 3_000;

/**
 * Keeps the explanation that is open up to date: a signal's outcome until its last bar has closed, an open bar until it is a
 * closed one. Asks one question at a time and none once all is known.
 */
export class Upkeep {
  #at = -Infinity;
  #of = null;
  #seen = null;
  #busy = false;

  /** why(bar) asks about a bar again. */
  constructor({ store, api, why, now = Date.now }) {
    this.store = store;
    this.api = api;
    this.why = why;
    this.now = now;
    store.subscribe(['selection', 'signals', 'clock'], () => this.look());
  }

  look() {
    const { selection, signals, connection } = this.store.state;
    if (this.#busy || connection.state !== 'live') return;
    const signal = signals.get(String(selection.signalId));
    if (signal) return this.#outcome(signal);
    if (selection.why?.answer?.provisional) return this.#bar(selection.why);
  }

  #outcome(signal) {
    const { outcome } = this.store.state;
    const known = outcome?.id === String(signal.id) ? outcome : null;
    const closed = this.#lastClosed(signal);
    const news = this.#since() > PATIENCE || (closed !== null && closed !== this.#seen);
    if (known?.final || (this.#of === signal.id && (!news || this.#since() < REST))) return;
    this.#ask(signal.id, closed, async () => {
      const { outcome: found } = await this.api.signal(signal.id);
      if (found && this.store.state.selection.signalId === signal.id) {
        this.store.set('outcome', { id: String(signal.id), ...found });
      }
    });
  }

  #bar(bar) {
    const id = `${bar.symbol}/${bar.timeframe}/${bar.time}`;
    // The answer that is shown has just come.
    if (this.#of !== id) return this.#note(id);
    if (this.#since() >= OPEN_REST) this.#ask(id, null, () => this.why(bar));
  }

  #note(id) {
    this.#of = id;
    this.#at = this.now();
  }

  async #ask(id, closed, question) {
    this.#note(id);
    this.#seen = closed;
    this.#busy = true;
    try {
      await question();
    } catch {
      // Asked again after a while.
    }
    this.#busy = false;
  }

  #since() {
    return this.now() - this.#at;
  }

  /** null if no chart shows the bars of this signal. */
  #lastClosed({ symbol, timeframe }) {
    const series = this.store.state.series.get(seriesKey(symbol, timeframe));
    return series?.ready ? lastClosedTime(series.bars) : null;
  }
}
