import {
  CandlestickSeries,
  HistogramSeries,
  LineSeries,
  createChart,
  createSeriesMarkers,
} from '../vendor/lightweight-charts.standalone.production.mjs';
import { dateTime, price, priceDigits } from '../model/format.js';
import { paletteIndex, placement } from '../model/indicators.js';
import { candlePoint, fromChartTime, linePoint, markers, planDraw, volumePoint } from '../model/series.js';
import { tickLabel } from '../model/ticks.js';

const DASHED = 2;

/** The chart library's side of the chart: series, panes and markers. Told what to show; keeps no state of the market. */
export class Plot {
  #drawn = null;
  #lines = new Map();
  #markersKey = '';
  #zone = 'utc';
  #fine = false;

  constructor(host, colors) {
    this.colors = colors;
    this.chart = createChart(host, { autoSize: true, ...this.#options() });
    this.candles = this.chart.addSeries(CandlestickSeries, this.#candleOptions());
    this.volume = this.chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceFormat: { type: 'volume' },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.candles.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.2 } });
    this.signals = createSeriesMarkers(this.candles, [], { autoScale: true });
  }

  remove() {
    this.chart.remove();
  }

  recolor(colors) {
    this.colors = colors;
    this.chart.applyOptions(this.#options());
    this.candles.applyOptions(this.#candleOptions());
    for (const [name, line] of this.#lines) line.applyOptions({ color: this.#lineColor(name) });
    this.#drawn = null;
    this.#markersKey = '';
  }

  setZone(zone, fine) {
    if (zone === this.#zone && fine === this.#fine) return;
    this.#zone = zone;
    this.#fine = fine;
    this.chart.applyOptions(this.#options());
  }

  /** Adds and removes indicator lines until exactly the wanted ones are there. */
  setLines(wanted, available) {
    this.available = available;
    for (const [name, line] of this.#lines) {
      if (wanted.includes(name)) continue;
      this.chart.removeSeries(line);
      this.#lines.delete(name);
    }
    for (const name of wanted.filter((n) => !this.#lines.has(n))) {
      this.#addLine(name);
      this.#drawn = null;
    }
  }

  /** Brings the series to the present bars: single updates where the library allows it. */
  draw(bars) {
    const plan = planDraw(this.#drawn, bars);
    const first = this.#drawn === null || this.#drawn.symbolKey !== this.symbolKey;
    if (plan.reset) this.#drawAll(plan.bars, bars.open);
    else for (const bar of plan.bars) this.#drawOne(bar, bar === bars.open);
    this.#drawn = { ...plan.next, symbolKey: this.symbolKey };
    return plan.reset && first;
  }

  /** A change of symbol or timeframe starts at the newest bars again; a correction keeps the place. */
  startOver(symbolKey, lastPrice) {
    this.symbolKey = symbolKey;
    this.#drawn = null;
    this.#markersKey = '';
    const digits = priceDigits(lastPrice);
    this.candles.applyOptions({ priceFormat: { type: 'price', precision: digits, minMove: 10 ** -digits } });
  }

  showNewest() {
    this.chart.priceScale('right').applyOptions({ autoScale: true });
    this.chart.timeScale().resetTimeScale();
  }

  /** Moves the view so that the bar at this place in the list can be seen. */
  reveal(index) {
    const scale = this.chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (!range || (index > range.from + 2 && index < range.to - 2)) return;
    const half = (range.to - range.from) / 2;
    scale.setVisibleLogicalRange({ from: index - half, to: index + half });
  }

  get isAtNewest() {
    return this.chart.timeScale().scrollPosition() > -3;
  }

  setMarkers(signals, bars, selectedId) {
    const list = markers(signals, bars, selectedId, this.colors);
    const key = list.map((m) => m.id + m.size).join() + bars.closed[0]?.time;
    if (key === this.#markersKey) return;
    this.#markersKey = key;
    this.signals.setMarkers(list);
  }

  #drawAll(list, open) {
    this.candles.setData(list.map((bar) => candlePoint(bar, bar === open, this.colors)));
    this.volume.setData(list.map((bar) => volumePoint(bar, bar === open, this.colors)));
    for (const [name, line] of this.#lines) line.setData(list.map((bar) => linePoint(bar, name)));
  }

  #drawOne(bar, provisional) {
    this.candles.update(candlePoint(bar, provisional, this.colors));
    this.volume.update(volumePoint(bar, provisional, this.colors));
    for (const [name, line] of this.#lines) line.update(linePoint(bar, name));
  }

  #addLine(name) {
    const place = placement(name);
    const own = place.pane === 'own';
    const line = this.chart.addSeries(
      LineSeries,
      {
        color: this.#lineColor(name),
        lineWidth: own ? 1.5 : 2,
        title: '',
        priceLineVisible: false,
        lastValueVisible: own,
        crosshairMarkerVisible: false,
        priceFormat: own
          ? { type: 'price', precision: 1, minMove: 0.1 }
          : { type: 'custom', formatter: (v) => price(v) },
      },
      own ? 1 : 0,
    );
    this.#lines.set(name, line);
    if (own) this.#dressOscillator(line, place.guides);
  }

  #dressOscillator(line, { low, high, min, max }) {
    line.applyOptions({ autoscaleInfoProvider: () => ({ priceRange: { minValue: min, maxValue: max } }) });
    for (const guide of [low, high]) {
      line.createPriceLine({
        price: guide,
        color: this.colors.dim,
        lineWidth: 1,
        lineStyle: DASHED,
        axisLabelVisible: false,
      });
    }
    const panes = this.chart.panes();
    panes[0].setStretchFactor(4);
    panes[1]?.setStretchFactor(1);
  }

  #lineColor(name) {
    return this.colors.lines[paletteIndex(name, this.available)];
  }

  #candleOptions() {
    const { up, down } = this.colors;
    return {
      upColor: up,
      downColor: down,
      borderUpColor: up,
      borderDownColor: down,
      wickUpColor: up,
      wickDownColor: down,
    };
  }

  #options() {
    const { panel, dim, grid, line, text } = this.colors;
    const zone = this.#zone;
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
        rightOffset: 4,
        barSpacing: 7,
        tickMarkFormatter: (time, kind) => tickLabel(fromChartTime(time), kind, zone),
      },
      localization: { timeFormatter: (time) => dateTime(fromChartTime(time), zone, this.#fine) },
    };
  }
}
