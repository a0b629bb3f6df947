import { price } from '../model/format.js';
import { histogramColor, linePoint } from '../model/series.js';
import { drawing, lineStyles, linesOf } from '../model/studies.js';
import { HistogramSeries, LineSeries } from '../vendor/lightweight-charts.standalone.production.mjs';
import { BasedLine } from './basedline.js';
import { GuideNumbers } from './guidenumbers.js';
import { LastTag } from './lasttag.js';
import { DASHED, MODES } from './plotoptions.js';
import { Ring } from './ring.js';

/** The library's, for the line styles of studies. */
const STYLES = [0, DASHED, 1];
/** How many of the last closed bars may get a value later than their candle. */
const LATE = 3;

/** The lines and histograms of studies, over the prices or in panes of their own, and the circle where one of them crosses. */
export class StudyLines {
  #chart;
  #prices;
  #percent = false;
  #lines = new Map();
  #fills = 0;
  #late = 0;
  #ring = null;

  /** prices: the series of prices that they are drawn over. */
  constructor(chart, prices, colors) {
    this.#chart = chart;
    this.#prices = prices;
    this.colors = colors;
  }

  recolor(colors) {
    this.colors = colors;
    for (const { series, study, guides } of this.#lines.values()) {
      series.applyOptions({ color: this.#colorOf(study) });
      for (const line of guides?.lines ?? []) line.applyOptions({ color: colors.dim });
      if (guides) guides.numbers.colors = colors;
    }
  }

  /** The library's series. */
  get series() {
    return [...this.#lines.values()].map(({ series }) => series);
  }

  /** Adds and removes lines until exactly these studies are there: [{name, color, pane}]; percent: whether the scale of prices is so. */
  set(studies, catalog, percent) {
    this.#percent = percent;
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
      if (now && now.place.pane === line.pane && line.based === this.#isBased(now.study, now.place)) continue;
      // A pane goes with its last series.
      this.#removeRing(name);
      this.#chart.removeSeries(line.series);
      this.#lines.delete(name);
    }
    for (const [name, { study, place }] of wanted) {
      const line = this.#lines.get(name);
      if (!line) this.#add(study, place);
      else if (line.study.color !== study.color || line.study.style !== study.style) {
        line.study = study;
        line.series.applyOptions({ color: this.#colorOf(study), lineStyle: study.style });
      }
    }
  }

  #add(study, place) {
    const { pane, guides, of } = place;
    const own = pane === 'own';
    const isHistogram = study.shape === 'histogram';
    const based = this.#isBased(study, place);
    // All lines of a study share its pane.
    const beside = [...this.#lines.values()].find((line) => line.of === of && line.pane === pane);
    const index = own ? (beside?.series.getPane().paneIndex() ?? this.#chart.panes().length) : 0;
    const options = this.#options(study, own, guides);
    const series = based
      ? this.#chart.addCustomSeries(/** @type {any} */ (new BasedLine()), options, index)
      : this.#chart.addSeries(isHistogram ? HistogramSeries : LineSeries, { ...options, lastValueVisible: own && !isHistogram }, index);
    const drawn = own && guides ? this.#drawGuides(series, guides) : null;
    const tag = own && !isHistogram ? new LastTag(series) : null;
    this.#lines.set(study.name, { series, study, of, pane, based, filled: false, tag, guides: drawn });
    if (!own || beside) return;
    // A new pane would have the price's scale: per cent of an RSI mean nothing.
    series.priceScale().applyOptions({ mode: MODES.linear });
    this.#chart.panes().forEach((each, i) => each.setStretchFactor(i === 0 ? 4 : 1));
  }

  /** @returns {any} */
  #options(study, own, guides) {
    return {
      color: this.#colorOf(study),
      lineStyle: study.style,
      lineWidth: own ? 1.5 : 2,
      title: '',
      priceLineVisible: false,
      lastValueVisible: own,
      crosshairMarkerVisible: false,
      priceFormat: guides
        ? { type: 'price', precision: 1, minMove: 0.1 }
        : { type: 'custom', formatter: (v) => price(v), minMove: 10 ** -this.#prices.digits },
    };
  }

  #drawGuides(series, { low, high, min, max }) {
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

  // In per cent all that is drawn over the price is based on the price; a histogram stands on zero.
  #isBased({ shape }, { pane }) {
    return pane === 'price' && this.#percent && shape !== 'histogram';
  }

  #colorOf({ color }) {
    return typeof color === 'string' ? color : this.colors.lines[color ?? 0];
  }

  #point({ study, based }, bar) {
    const point = linePoint(bar, study.name);
    if (study.shape === 'histogram') return { ...point, color: histogramColor(point.value, this.colors) };
    return based ? { ...point, base: this.#prices.shapeOf(bar).close } : point;
  }

  fill(list) {
    for (const line of this.#lines.values()) this.#fillLine(line, list);
  }

  #fillLine(line, list) {
    line.series.setData(list.map((bar) => this.#point(line, bar)));
    line.filled = true;
  }

  update(bar) {
    for (const line of this.#lines.values()) {
      if (line.filled) line.series.update(this.#point(line, bar));
    }
  }

  /** Values may come after their bar: many at once for a study that was just added, or that of the last bar. */
  drawLate(bars) {
    if (bars.fills !== this.#fills) {
      for (const line of this.#lines.values()) line.filled = false;
    } else if (bars.late !== this.#late) {
      const last = bars.closed.slice(-LATE);
      for (const line of this.#lines.values()) {
        if (line.filled) for (const bar of last) line.series.update(this.#point(line, bar), true);
      }
    }
  }

  /** After drawing: these bars' values have been taken; list(): the bars for lines that have none yet. */
  complete({ fills, late }, list) {
    this.#fills = fills;
    this.#late = late;
    for (const line of this.#lines.values()) if (!line.filled) this.#fillLine(line, list());
  }

  showLast(away, bar) {
    for (const { tag, study } of this.#lines.values()) {
      tag?.show(away, bar && { value: bar.values[study.name], color: this.#colorOf(study) });
    }
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

  /** What is drawn: [{name, color, style}]; label(name) is what a study is called. */
  legend(label) {
    return [...this.#lines.values()].map(({ study }) => ({ name: label(study.name), color: this.#colorOf(study), style: study.style }));
  }
}
