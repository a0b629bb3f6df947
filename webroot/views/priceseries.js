import { Heikin } from '../model/heikin.js';
import { markers, pricePoint } from '../model/series.js';
import { BarSeries, CandlestickSeries, LineSeries, createSeriesMarkers } from '../vendor/lightweight-charts.standalone.production.mjs';
import { LastTag } from './lasttag.js';
import { priceOptions } from './plotoptions.js';

const SHAPES = { candles: CandlestickSeries, heikin: CandlestickSeries, bars: BarSeries, line: LineSeries };

/** The prices of a chart in one of the styles, with the label of the last one and the markers of signals. */
export class PriceSeries {
  #chart;
  #style = 'candles';
  #digits = 2;
  #heikin = null;
  #shapes = new Map();
  #tag = null;
  #markers = null;
  #markersKey = '';

  constructor(chart, colors) {
    this.#chart = chart;
    this.colors = colors;
    this.#add();
  }

  #add() {
    this.series = this.#chart.addSeries(SHAPES[this.#style], this.#options());
    this.series.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.2 } });
    this.#markers = createSeriesMarkers(this.series, [], { autoScale: true });
    this.#tag = new LastTag(this.series, { priceLine: true });
  }

  #options() {
    return priceOptions(this.#style, this.#digits, this.colors);
  }

  recolor(colors) {
    this.colors = colors;
    this.series.applyOptions(this.#options());
  }

  /** candles | bars | line | heikin; whether that is another than before. */
  setStyle(style) {
    if (style === this.#style || !SHAPES[style]) return false;
    this.#style = style;
    this.#chart.removeSeries(this.series);
    this.#add();
    return true;
  }

  get digits() {
    return this.#digits;
  }

  setDigits(digits) {
    if (digits === this.#digits) return;
    this.#digits = digits;
    this.series.applyOptions(this.#options());
  }

  /** These bars, and before them others that are not drawn. */
  fill(list, before, open) {
    this.#heikin = this.#style === 'heikin' ? new Heikin() : null;
    this.#shapes.clear();
    // A candle of these depends on all before it.
    if (this.#heikin) for (const bar of before) this.#heikin.next(bar);
    this.series.setData(list.map((bar) => this.#point(bar, bar === open)));
  }

  update(bar, provisional) {
    this.series.update(this.#point(bar, provisional));
  }

  #point(bar, provisional) {
    const shape = this.#heikin ? (provisional ? this.#heikin.peek(bar) : this.#heikin.next(bar)) : bar;
    if (this.#heikin) this.#shapes.set(bar.time, shape);
    return pricePoint(this.#style, shape, provisional, this.colors);
  }

  /** A bar as it is drawn: in Heikin-Ashi other prices than the bar's. */
  shapeOf(bar) {
    return this.#shapes.get(bar.time) ?? bar;
  }

  /** Arrows of signals at their bars, from a time on. */
  setMarkers(signals, since, selectedId) {
    const list = markers(signals, since, selectedId, this.colors);
    const key = list.map((m) => m.id + m.size).join() + since;
    if (key === this.#markersKey) return;
    this.#markersKey = key;
    this.#markers.setMarkers(list);
  }

  /** The next time they are set anew. */
  forgetMarkers() {
    this.#markersKey = '';
  }

  /** Labels the newest price at the axis, also while older bars are in sight. */
  showLast(away, bar) {
    const { up, down, text } = this.colors;
    const value = bar && this.shapeOf(bar);
    const isUp = value && value.close >= value.open;
    this.#tag.show(away, bar && { value: value.close, color: this.#style === 'line' ? text : isUp ? up : down });
  }

  /** What is drawn, by name and colour. */
  legend(symbol) {
    const { up, down, text } = this.colors;
    if (this.#style === 'line') return [{ name: symbol, color: text }];
    return [
      { name: `${symbol} rising`, color: up },
      { name: `${symbol} falling`, color: down },
    ];
  }
}
