import { barAt } from '../model/bars.js';

const isOf = (chosen, { symbol, timeframe }) => chosen?.symbol === symbol && chosen.timeframe === timeframe;

/** Brings the bar of what is chosen elsewhere on the page into the view of a chart: once per choice, for afterwards the reader scrolls. */
export class Revealing {
  #signal = null;
  #asked = null;

  reveal(series, bars, plot, signal) {
    if (!signal || signal.id === this.#signal || !isOf(signal, series)) return;
    this.#signal = signal.id;
    if (barAt(bars, signal.barTime)) plot.view.reveal(signal.barTime);
  }

  /** The crosshair goes with whoever walks from bar to bar in the explanation. */
  point(series, bars, pointer, why) {
    if (!isOf(why, series)) {
      this.#asked = null;
      return;
    }
    if (why.time === this.#asked) return;
    this.#asked = why.time;
    const bar = barAt(bars, why.time);
    if (bar && why.time !== pointer.time) pointer.pointBar(bar);
  }
}
