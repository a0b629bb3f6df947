import { NO_BARS, lastBar } from '../model/bars.js';
import { chartTime, planDraw } from '../model/series.js';
import { LineSeries } from '../vendor/lightweight-charts.standalone.production.mjs';
import { LastTag } from './lasttag.js';

/** A second symbol's closes as a line, beside the prices of a chart. */
export class ComparedLine {
  #chart;
  #key = null;
  #bars = null;
  #drawn = null;
  #tag = null;
  /** The library's; null without a symbol to compare with. */
  series = null;

  constructor(chart, colors) {
    this.#chart = chart;
    this.colors = colors;
  }

  recolor(colors) {
    this.colors = colors;
    this.series?.applyOptions({ color: colors.compared });
  }

  /** A second series, by its key; or none. */
  set(key) {
    if (key === this.#key) return;
    this.#key = key;
    this.#drawn = null;
    if (key !== null && this.series) return;
    if (key !== null) {
      this.series = this.#chart.addSeries(LineSeries, {
        color: this.colors.compared,
        lineWidth: 2,
        priceLineVisible: false,
        crosshairMarkerVisible: false,
      });
      this.#tag = new LastTag(this.series);
    } else {
      this.#chart.removeSeries(this.series);
      this.series = this.#tag = null;
    }
  }

  /** The next time all is drawn anew. */
  forget() {
    this.#drawn = null;
  }

  /** Brings the line to the present bars, from a time on. */
  draw(bars, since) {
    this.#bars = bars;
    if (!bars || !this.series) return;
    const plan = planDraw(this.#drawn, bars);
    const point = (bar) => ({ time: chartTime(bar.time), value: bar.close });
    if (plan.reset) this.series.setData(plan.bars.filter(({ time }) => time >= since).map(point));
    else for (const bar of plan.bars) this.series.update(point(bar));
    this.#drawn = plan.next;
  }

  showLast(away) {
    this.#tag?.show(away, { value: lastBar(this.#bars ?? NO_BARS)?.close, color: this.colors.compared });
  }

  legend() {
    return this.#key === null ? [] : [{ name: this.#key.split('/')[0], color: this.colors.compared }];
  }
}
