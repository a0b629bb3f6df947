/**
 * Heikin-Ashi candles, one after another: close is the mean of open, high, low and close; open is the middle of the one before
 * (of the bar itself for the first); high and low reach as far as any of the four.
 */
export class Heikin {
  #open = null;
  #close = null;

  /** Folds a closed bar and answers with its candle. */
  next(bar) {
    const candle = this.peek(bar);
    this.#open = candle.open;
    this.#close = candle.close;
    return candle;
  }

  /** What `next` would answer, leaving everything as it is: for the open bar. */
  peek(bar) {
    const close = (bar.open + bar.high + bar.low + bar.close) / 4;
    const open = this.#open === null ? (bar.open + bar.close) / 2 : (this.#open + this.#close) / 2;
    return { ...bar, open, close, high: Math.max(bar.high, open, close), low: Math.min(bar.low, open, close) };
  }
}
