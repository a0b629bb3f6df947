import { NO_BARS, lastBar, lowerBound, shownBars } from '../model/bars.js';
import { dateTime, price } from '../model/format.js';
import { Heikin } from '../model/heikin.js';
import { barsToHold } from '../model/held.js';
import { chartTime, fromChartTime, histogramColor, linePoint, markers, planDraw, pricePoint, volumePoint } from '../model/series.js';
import { drawing, lineStyles, linesOf } from '../model/studies.js';
import { tickLabel } from '../model/ticks.js';
import {
  BarSeries,
  CandlestickSeries,
  HistogramSeries,
  LineSeries,
  createChartEx,
  createSeriesMarkers,
} from '../vendor/lightweight-charts.standalone.production.mjs';
import { BasedLine } from './basedline.js';
import { GuideNumbers } from './guidenumbers.js';
import { LastTag } from './lasttag.js';
import { Ring } from './ring.js';
import { ZonedScale } from './zonedscale.js';

const RIGHT_OFFSET = 4;
const DASHED = 2;
/** The library's, for the line styles of studies. */
const STYLES = [0, DASHED, 1];
const MODES = { linear: 0, log: 1, percent: 2 };
const SHAPES = { candles: CandlestickSeries, heikin: CandlestickSeries, bars: BarSeries, line: LineSeries };
/** How many of the last closed bars may get a value later than their candle. */
const LATE = 3;
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
  #comparedDrawn = null;
  #fills = 0;
  #late = 0;
  #lines = new Map();
  #tag = null;
  #markersKey = '';
  #where = {};
  #scaleOfTime = new ZonedScale();
  #fine = false;
  #style = 'candles';
  #scale = 'linear';
  #digits = 2;
  #heikin = null;
  #compared = null;
  #comparedKey = null;
  #comparedTag = null;
  #shapes = new Map();
  #ring = null;

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
    this.#addMain();
  }

  remove() {
    this.chart.remove();
  }

  recolor(colors) {
    this.colors = colors;
    this.chart.applyOptions(this.#options());
    this.main.applyOptions(this.#mainOptions());
    for (const { series, study, guides } of this.#lines.values()) {
      series.applyOptions({ color: this.#lineColor(study) });
      for (const line of guides?.lines ?? []) line.applyOptions({ color: this.colors.dim });
      if (guides) guides.numbers.colors = this.colors;
    }
    this.#compared?.applyOptions({ color: this.colors.compared });
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
    const held = [this.main, this.volume, this.#compared, ...[...this.#lines.values()].map(({ series }) => series)].filter(Boolean);
    for (const series of held) series.setData([]);
    this.draw(this.#bars, this.#comparedBars, true);
    if (range) scale.setVisibleLogicalRange(range);
  }

  /** candles | bars | line | heikin */
  setStyle(style) {
    if (style === this.#style || !SHAPES[style]) return;
    this.#style = style;
    this.chart.removeSeries(this.main);
    this.#addMain();
    this.#forget();
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
    const styles = lineStyles(studies);
    const wanted = new Map();
    for (const study of studies) {
      const place = { ...drawing(study, catalog), of: study.name };
      for (const line of linesOf(study, catalog)) {
        wanted.set(line.name, { study: { ...line, style: STYLES[styles.get(study.name)] }, place });
      }
    }
    for (const [name, line] of this.#lines) {
      const now = wanted.get(name);
      if (now && now.place.pane === line.pane && line.based === this.#isLineBased(now.study, now.place)) continue;
      // A pane goes with its last series.
      this.#removeRing(name);
      this.chart.removeSeries(line.series);
      this.#lines.delete(name);
    }
    for (const [name, { study, place }] of wanted) {
      const line = this.#lines.get(name);
      if (!line) this.#addLine(study, place);
      else if (line.study.color !== study.color || line.study.style !== study.style) {
        line.study = study;
        line.series.applyOptions({ color: this.#lineColor(study), lineStyle: study.style });
      }
    }
  }

  /** A second series, by its key, as a line; or none. */
  setCompared(key) {
    if (key === this.#comparedKey) return;
    this.#comparedKey = key;
    this.#comparedDrawn = null;
    if (key !== null && this.#compared) return;
    if (key !== null) {
      this.#compared = this.chart.addSeries(LineSeries, {
        color: this.colors.compared,
        lineWidth: 2,
        priceLineVisible: false,
        crosshairMarkerVisible: false,
      });
      this.#comparedTag = new LastTag(this.#compared);
    } else {
      this.chart.removeSeries(this.#compared);
      this.#compared = this.#comparedTag = null;
    }
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
      this.#drawLateValues();
    }
    this.#drawn = plan.next;
    this.#fills = bars.fills;
    this.#late = bars.late;
    this.#fillNewLines(all);
    this.#drawCompared();
    this.showLast();
  }

  /** Labels the newest values at the price axis, also while older bars are in sight. */
  showLast() {
    const away = this.chart.timeScale().scrollPosition() < 0;
    const bar = lastBar(this.#bars);
    const { up, down, text, compared } = this.colors;
    const value = bar && this.#shapeOf(bar);
    const isUp = value && value.close >= value.open;
    this.#tag.show(away, bar && { value: value.close, color: this.#style === 'line' ? text : isUp ? up : down });
    for (const { tag, study } of this.#lines.values()) {
      tag?.show(away, bar && { value: bar.values[study.name], color: this.#lineColor(study) });
    }
    this.#comparedTag?.show(away, { value: lastBar(this.#comparedBars ?? NO_BARS)?.close, color: compared });
  }

  /** Whether the newest values are labelled rather than those of the last bar in sight. */
  get isAway() {
    return this.#tag.away;
  }

  /** Circles the place where a study crosses: {line, before, time, fraction, value}; null for none. */
  circle(place) {
    const text = JSON.stringify(place);
    const line = place && this.#lines.get(place.line);
    if (text === this.#ring?.text && (!line || line.series === this.#ring.series)) return;
    this.#removeRing();
    if (!line) return;
    const ring = new Ring(place, this.colors.text);
    line.series.attachPrimitive(ring);
    this.#ring = { text, ring, series: line.series, name: place.line };
  }

  /** Where the circle is: {x, y} in its pane; null without one or out of sight. */
  get circled() {
    return this.#ring?.ring.middle ?? null;
  }

  #removeRing(name = this.#ring?.name) {
    if (!this.#ring || this.#ring.name !== name) return;
    this.#ring.series.detachPrimitive(this.#ring.ring);
    this.#ring = null;
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
    return barsToHold({ held: this.#held(all), all: all.length, view, atNewest: this.isAtNewest });
  }

  // What is to be seen next has to be there before the view goes there.
  #hold(time) {
    const all = shownBars(this.#bars);
    if (this.#since === null || !(time < this.#since)) return;
    const held = this.#held(all);
    const { from, to } = this.chart.timeScale().getVisibleLogicalRange() ?? { from: 0, to: 0 };
    const at = lowerBound(all, time) - (all.length - held);
    const count = barsToHold({ held, all: all.length, view: { from: at, to: at + to - from }, atNewest: false });
    this.#drawAll(all, all[all.length - count].time);
    this.#drawn = planDraw(null, this.#bars).next;
    this.#drawCompared();
  }

  /** Decimals of the prices. */
  get digits() {
    return this.#digits;
  }

  setDigits(digits) {
    if (digits === this.#digits) return;
    this.#digits = digits;
    this.main.applyOptions(this.#mainOptions());
  }

  /** A change of symbol or timeframe starts at the newest bars again; a correction keeps the place. */
  startOver(digits) {
    this.#forget();
    this.#since = null;
    this.#digits = digits;
    this.main.applyOptions(this.#mainOptions());
  }

  /** Moves the view so that the bar of this time can be seen. */
  reveal(time) {
    this.#hold(time);
    const scale = this.chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    const index = scale.timeToIndex(chartTime(time), true);
    if (!range || index === null || (index > range.from + 2 && index < range.to - 2)) return;
    const half = (range.to - range.from) / 2;
    scale.setVisibleLogicalRange({ from: index - half, to: index + half });
  }

  /** Shows everything from one time to another that is there. */
  showRange(from, to) {
    this.#hold(from);
    const scale = this.chart.timeScale();
    const [first, last] = [from, to].map((time) => scale.timeToIndex(chartTime(time), true));
    if (first === null || last === null) return;
    scale.setVisibleLogicalRange({ from: Math.min(first, last - 5) - 0.5, to: last + 0.5 });
  }

  zoom(factor) {
    const scale = this.chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (!range) return;
    scale.setVisibleLogicalRange({ from: range.to - (range.to - range.from) * factor, to: range.to });
  }

  pointAt(bar) {
    this.chart.setCrosshairPosition(bar.close, chartTime(bar.time), this.main);
  }

  /** Where the bar of a time stands on the screen, or null. */
  x(time) {
    return this.chart.timeScale().timeToCoordinate(chartTime(time));
  }

  /** At once: the library's way there stops a frame short of its end, which is many bars from far away. */
  showNewest() {
    this.chart.timeScale().scrollToPosition(RIGHT_OFFSET, false);
  }

  get isAtNewest() {
    return this.chart.timeScale().scrollPosition() > -3;
  }

  setMarkers(signals, selectedId) {
    const list = markers(signals, this.#since, selectedId, this.colors);
    const key = list.map((m) => m.id + m.size).join() + this.#since;
    if (key === this.#markersKey) return;
    this.#markersKey = key;
    this.signals.setMarkers(list);
  }

  /** What is drawn, by name and colour: [{name, color, style}]; label(name) is what a study is called. */
  legend(symbol, label) {
    const { up, down, text, compared } = this.colors;
    const shape =
      this.#style === 'line'
        ? [{ name: symbol, color: text }]
        : [
            { name: `${symbol} rising`, color: up },
            { name: `${symbol} falling`, color: down },
          ];
    const second = this.#comparedKey === null ? [] : [{ name: this.#comparedKey.split('/')[0], color: compared }];
    const lines = [...this.#lines.values()].map(({ study }) => ({
      name: label(study.name),
      color: this.#lineColor(study),
      style: study.style,
    }));
    return [...shape, ...second, ...lines];
  }

  screenshot() {
    return this.chart.takeScreenshot(true, false);
  }

  #forget() {
    this.#drawn = null;
    this.#markersKey = '';
  }

  #addMain() {
    this.main = this.chart.addSeries(SHAPES[this.#style], this.#mainOptions());
    this.main.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.2 } });
    this.signals = createSeriesMarkers(this.main, [], { autoScale: true });
    this.#tag = new LastTag(this.main, { priceLine: true });
  }

  #drawAll(all, since) {
    this.#since = since;
    const { open } = this.#bars;
    const list = all.slice(all.length - this.#held(all));
    this.#heikin = this.#style === 'heikin' ? new Heikin() : null;
    this.#shapes.clear();
    // A candle of these depends on all before it.
    if (this.#heikin) for (const bar of all.slice(0, all.length - list.length)) this.#heikin.next(bar);
    this.main.setData(list.map((bar) => this.#pricePoint(bar, bar === open)));
    this.volume.setData(list.map((bar) => volumePoint(bar, bar === open, this.colors)));
    for (const line of this.#lines.values()) this.#fillLine(line, list);
    this.#comparedDrawn = null;
  }

  #drawOne(bar, provisional) {
    this.main.update(this.#pricePoint(bar, provisional));
    this.volume.update(volumePoint(bar, provisional, this.colors));
    for (const line of this.#lines.values()) {
      if (line.filled) line.series.update(this.#linePoint(line, bar));
    }
  }

  #pricePoint(bar, provisional) {
    const shape = this.#heikin ? (provisional ? this.#heikin.peek(bar) : this.#heikin.next(bar)) : bar;
    if (this.#heikin) this.#shapes.set(bar.time, shape);
    return pricePoint(this.#style, shape, provisional, this.colors);
  }

  // As it is drawn: in Heikin-Ashi other prices than the bar's.
  #shapeOf(bar) {
    return this.#shapes.get(bar.time) ?? bar;
  }

  #linePoint({ study, based }, bar) {
    const point = linePoint(bar, study.name);
    if (study.shape === 'histogram') return { ...point, color: histogramColor(point.value, this.colors) };
    return based ? { ...point, base: this.#shapeOf(bar).close } : point;
  }

  // In per cent all that is drawn over the price is based on the price.
  #isBased({ pane }) {
    return pane === 'price' && this.#scale === 'percent';
  }

  // A histogram stands on zero.
  #isLineBased({ shape }, place) {
    return this.#isBased(place) && shape !== 'histogram';
  }

  // Values of studies may come after their bar: many at once for a study that was just added, or that of the last bar.
  #drawLateValues() {
    const bars = this.#bars;
    if (bars.fills !== this.#fills) {
      for (const line of this.#lines.values()) line.filled = false;
    } else if (bars.late !== this.#late) {
      const last = bars.closed.slice(-LATE);
      for (const line of this.#lines.values()) {
        if (line.filled) for (const bar of last) line.series.update(this.#linePoint(line, bar), true);
      }
    }
  }

  #fillNewLines(all) {
    for (const line of this.#lines.values()) if (!line.filled) this.#fillLine(line, all.slice(all.length - this.#held(all)));
  }

  #fillLine(line, list) {
    line.series.setData(list.map((bar) => this.#linePoint(line, bar)));
    line.filled = true;
  }

  #drawCompared() {
    const bars = this.#comparedBars;
    if (!bars || !this.#compared) return;
    const plan = planDraw(this.#comparedDrawn, bars);
    const point = (bar) => ({ time: chartTime(bar.time), value: bar.close });
    if (plan.reset) this.#compared.setData(plan.bars.filter(({ time }) => time >= this.#since).map(point));
    else for (const bar of plan.bars) this.#compared.update(point(bar));
    this.#comparedDrawn = plan.next;
  }

  #addLine(study, place) {
    const { pane, guides, of } = place;
    const own = pane === 'own';
    const isHistogram = study.shape === 'histogram';
    const based = this.#isLineBased(study, place);
    /** @type {any} */
    const options = {
      color: this.#lineColor(study),
      lineStyle: study.style,
      lineWidth: own ? 1.5 : 2,
      title: '',
      priceLineVisible: false,
      lastValueVisible: own,
      crosshairMarkerVisible: false,
      priceFormat: guides
        ? { type: 'price', precision: 1, minMove: 0.1 }
        : { type: 'custom', formatter: (v) => price(v), minMove: 10 ** -this.#digits },
    };
    // All lines of a study share its pane.
    const beside = [...this.#lines.values()].find((line) => line.of === of && line.pane === pane);
    const index = own ? (beside?.series.getPane().paneIndex() ?? this.chart.panes().length) : 0;
    const series = based
      ? this.chart.addCustomSeries(/** @type {any} */ (new BasedLine()), options, index)
      : this.chart.addSeries(isHistogram ? HistogramSeries : LineSeries, { ...options, lastValueVisible: own && !isHistogram }, index);
    const drawn = own && guides ? this.#dressOscillator(series, guides) : null;
    const tag = own && !isHistogram ? new LastTag(series) : null;
    this.#lines.set(study.name, { series, study, of, pane, based, filled: false, tag, guides: drawn });
    if (!own || beside) return;
    // A new pane would have the price's scale: per cent of an RSI mean nothing.
    series.priceScale().applyOptions({ mode: MODES.linear });
    this.chart.panes().forEach((each, i) => each.setStretchFactor(i === 0 ? 4 : 1));
  }

  #dressOscillator(series, { low, high, min, max }) {
    if (min !== undefined && max !== undefined) {
      series.applyOptions({ autoscaleInfoProvider: () => ({ priceRange: { minValue: min, maxValue: max } }) });
    }
    const levels = [low, high].filter((level) => level !== undefined);
    const { dim } = this.colors;
    const lines = levels.map((level) =>
      series.createPriceLine({ price: level, color: dim, lineWidth: 1, lineStyle: DASHED, axisLabelVisible: false }),
    );
    const numbers = new GuideNumbers(levels, this.colors);
    series.attachPrimitive(numbers);
    return { lines, numbers };
  }

  #lineColor({ color }) {
    return typeof color === 'string' ? color : this.colors.lines[color ?? 0];
  }

  /** @returns {any} */
  #mainOptions() {
    const { up, down, text } = this.colors;
    const priceFormat = { type: 'price', precision: this.#digits, minMove: 10 ** -this.#digits };
    if (this.#style === 'line') return { color: text, lineWidth: 2, priceFormat };
    if (this.#style === 'bars') return { upColor: up, downColor: down, thinBars: false, priceFormat };
    return {
      upColor: up,
      downColor: down,
      borderUpColor: up,
      borderDownColor: down,
      wickUpColor: up,
      wickDownColor: down,
      priceFormat,
    };
  }

  /** @returns {any} */
  #options() {
    const { panel, dim, grid, line, text } = this.colors;
    const where = this.#where;
    return {
      layout: {
        background: { type: 'solid', color: panel },
        textColor: dim,
        fontFamily: getComputedStyle(document.body).fontFamily,
        fontSize: 11,
        attributionLogo: true,
        panes: { separatorColor: line, separatorHoverColor: grid, enableResize: true },
      },
      grid: { vertLines: { color: grid }, horzLines: { color: grid } },
      crosshair: {
        mode: 0,
        vertLine: { color: dim, labelBackgroundColor: text },
        horzLine: { color: dim, labelBackgroundColor: text },
      },
      rightPriceScale: { borderColor: line },
      timeScale: {
        borderColor: line,
        timeVisible: true,
        secondsVisible: this.#fine,
        rightOffset: RIGHT_OFFSET,
        barSpacing: 7,
        minBarSpacing: 0.05,
        enableConflation: true,
        tickMarkFormatter: (time, kind) => tickLabel(fromChartTime(time), kind, where),
      },
      localization: { dateFormat: "dd MMM 'yy", timeFormatter: (time) => dateTime(fromChartTime(time), where, this.#fine) },
    };
  }
}
