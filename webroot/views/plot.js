import { NO_BARS, lastBar, lowerBound, shownBars } from '../model/bars.js';
import { barsToHold } from '../model/held.js';
import { chartTime, planDraw, volumePoint } from '../model/series.js';
import { HistogramSeries, createChartEx } from '../vendor/lightweight-charts.standalone.production.mjs';
import { ComparedLine } from './comparedline.js';
import { MODES, chartOptions } from './plotoptions.js';
import { PriceSeries } from './priceseries.js';
import { StudyLines } from './studylines.js';
import { TimeView } from './timeview.js';
import { ZonedScale } from './zonedscale.js';

/** So few bars left of the view that the history before them is wanted. */
const EDGE = 30;

/**
 * The chart library's side of the chart: series, panes and markers. Told what to show; keeps no state of the market. The library
 * holds the newest part of the bars only, from `#since` on (see model/held.js).
 */
export class Plot {
  #bars = NO_BARS;
  #comparedBars = null;
  #since = null;
  #drawn = null;
  #where = {};
  #scaleOfTime = new ZonedScale();
  #fine = false;
  #scale = 'linear';
  #prices;
  #studies;
  #compared;

  constructor(host, colors) {
    this.colors = colors;
    this.chart = createChartEx(host, this.#scaleOfTime, { autoSize: true, ...this.#options() });
    this.volume = this.chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceFormat: { type: 'volume' },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.view = new TimeView(this.chart, (time) => this.#hold(time));
    this.#prices = new PriceSeries(this.chart, colors);
    this.#studies = new StudyLines(this.chart, this.#prices, colors);
    this.#compared = new ComparedLine(this.chart, colors);
  }

  /** The library's series of the prices. */
  get main() {
    return this.#prices.series;
  }

  remove() {
    this.chart.remove();
  }

  recolor(colors) {
    this.colors = colors;
    this.chart.applyOptions(this.#options());
    for (const part of [this.#prices, this.#studies, this.#compared]) part.recolor(colors);
    this.#forget();
  }

  /** where: {zone, dateFormat, days: whether the bars are whole days} */
  setZone(where, fine) {
    const { zone = 'utc', dateFormat, days = false } = where;
    const now = this.#where;
    if (zone === now.zone && dateFormat === now.dateFormat && days === now.days && fine === this.#fine) return;
    this.#where = { zone, dateFormat, days };
    this.#fine = fine;
    this.#scaleOfTime.where = zone;
    this.chart.applyOptions(this.#options());
    if (zone !== now.zone) this.#placeMarksAnew();
  }

  // The library weighs the marks of the time axis when it takes the times, and again only if these change.
  #placeMarksAnew() {
    if (this.#since === null) return;
    const scale = this.chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    const held = [this.main, this.volume, this.#compared.series, ...this.#studies.series].filter(Boolean);
    for (const series of held) series.setData([]);
    this.draw(this.#bars, this.#comparedBars, true);
    if (range) scale.setVisibleLogicalRange(range);
  }

  setStyle(style) {
    if (this.#prices.setStyle(style)) this.#forget();
  }

  /** linear | log | percent */
  setScale(scale) {
    if (scale === this.#scale || MODES[scale] === undefined) return;
    this.#scale = scale;
    this.chart.priceScale('right').applyOptions({ mode: MODES[scale] });
  }

  get scale() {
    return this.#scale;
  }

  /** Adds and removes lines until exactly these studies are there: [{name, color, pane}]. */
  setStudies(studies, catalog) {
    this.#studies.set(studies, catalog, this.#scale === 'percent');
  }

  /** A second series, by its key, as a line; or none. */
  setCompared(key) {
    this.#compared.set(key);
  }

  /** Brings the series to the present bars: single updates where the library allows it. */
  draw(bars, compared = null, anew = false) {
    if (anew) this.#forget();
    this.#bars = bars;
    this.#comparedBars = compared;
    const plan = planDraw(this.#drawn, bars);
    const all = shownBars(bars);
    const since = all[all.length - this.#toHold(all)]?.time ?? null;
    if (plan.reset || since !== this.#since) this.#drawAll(all, since);
    else {
      for (const bar of plan.bars) this.#drawOne(bar, bar === bars.open);
      this.#studies.drawLate(bars);
    }
    this.#drawn = plan.next;
    this.#studies.complete(bars, () => this.#heldOf(all));
    this.#compared.draw(compared, this.#since);
    this.showLast();
  }

  /** Labels the newest values at the price axis, also while older bars are in sight. */
  showLast() {
    const away = this.chart.timeScale().scrollPosition() < 0;
    const bar = lastBar(this.#bars);
    this.#prices.showLast(away, bar);
    this.#studies.showLast(away, bar);
    this.#compared.showLast(away);
  }

  /** As that of the view. */
  get isAtNewest() {
    return this.view.isAtNewest;
  }

  /** Circles the place where a study crosses: {line, before, time, fraction, value}; null for none. */
  circle(place) {
    this.#studies.circle(place);
  }

  /** Where the circle is: {x, y} in its pane; null without one or out of sight. */
  get circled() {
    return this.#studies.circled;
  }

  /** Whether the view has come so near to the first bar the library holds that it has to be given more of them. */
  get isShort() {
    const all = shownBars(this.#bars);
    return this.#since !== null && this.#toHold(all) > this.#held(all);
  }

  /** Whether the view has come near to the first bar there is. */
  get isNearFirst() {
    const all = shownBars(this.#bars);
    const view = this.chart.timeScale().getVisibleLogicalRange();
    return view !== null && all.length > 0 && this.#held(all) === all.length && view.from < EDGE;
  }

  #held(all) {
    return this.#since === null ? 0 : all.length - lowerBound(all, this.#since);
  }

  #toHold(all) {
    const view = this.#since === null ? null : this.chart.timeScale().getVisibleLogicalRange();
    return barsToHold({ held: this.#held(all), all: all.length, view, atNewest: this.view.isAtNewest });
  }

  #hold(time) {
    const all = shownBars(this.#bars);
    if (this.#since === null || !(time < this.#since)) return;
    const held = this.#held(all);
    const { from, to } = this.chart.timeScale().getVisibleLogicalRange() ?? { from: 0, to: 0 };
    const at = lowerBound(all, time) - (all.length - held);
    const count = barsToHold({ held, all: all.length, view: { from: at, to: at + to - from }, atNewest: false });
    this.#drawAll(all, all[all.length - count].time);
    this.#drawn = planDraw(null, this.#bars).next;
    this.#compared.draw(this.#comparedBars, this.#since);
  }

  /** Decimals of the prices. */
  get digits() {
    return this.#prices.digits;
  }

  setDigits(digits) {
    this.#prices.setDigits(digits);
  }

  /** A change of symbol or timeframe starts at the newest bars again; a correction keeps the place. */
  startOver(digits) {
    this.#forget();
    this.#since = null;
    this.#prices.setDigits(digits);
  }

  pointAt(bar) {
    this.chart.setCrosshairPosition(bar.close, chartTime(bar.time), this.main);
  }

  x(time) {
    return this.view.x(time);
  }

  setMarkers(signals, selectedId) {
    this.#prices.setMarkers(signals, this.#since, selectedId);
  }

  /** What is drawn, by name and colour: [{name, color, style}]; label(name) is what a study is called. */
  legend(symbol, label) {
    return [...this.#prices.legend(symbol), ...this.#compared.legend(), ...this.#studies.legend(label)];
  }

  #forget() {
    this.#drawn = null;
    this.#prices.forgetMarkers();
  }

  #drawAll(all, since) {
    this.#since = since;
    const { open } = this.#bars;
    const list = this.#heldOf(all);
    this.#prices.fill(list, all.slice(0, all.length - list.length), open);
    this.volume.setData(list.map((bar) => volumePoint(bar, bar === open, this.colors)));
    this.#studies.fill(list);
    this.#compared.forget();
  }

  #heldOf(all) {
    return all.slice(all.length - this.#held(all));
  }

  #drawOne(bar, provisional) {
    this.#prices.update(bar, provisional);
    this.volume.update(volumePoint(bar, provisional, this.colors));
    this.#studies.update(bar);
  }

  #options() {
    return chartOptions(this.colors, this.#where, this.#fine);
  }
}
