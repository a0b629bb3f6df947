/**
 * The label of a series' last value at the price axis. The library labels the last bar in sight, in the colours of a live price; once
 * the newest bar is out of sight the newest value is labelled in its stead.
 */
export class LastTag {
  #line = null;

  /** priceLine: whether a line across the chart belongs to it. */
  constructor(series, { priceLine = false } = {}) {
    this.series = series;
    this.priceLine = priceLine;
  }

  /** away: whether the newest bar is out of sight; last: {value, color} of it. */
  show(away, last) {
    const apart = away && Number.isFinite(last?.value);
    if (away !== this.away) {
      this.away = away;
      this.series.applyOptions({ lastValueVisible: !away, priceLineVisible: this.priceLine && !away });
    }
    if (!apart) return this.#remove();
    const look = { price: last.value, color: last.color };
    if (!this.#line) {
      this.#line = this.series.createPriceLine({ ...look, title: this.priceLine ? 'last' : '', lineStyle: 1, lineVisible: this.priceLine });
    } else if (this.#line.options().price !== look.price || this.#line.options().color !== look.color) {
      this.#line.applyOptions(look);
    }
  }

  #remove() {
    if (this.#line) this.series.removePriceLine(this.#line);
    this.#line = null;
  }
}
