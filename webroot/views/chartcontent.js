import { barAt } from '../model/bars.js';
import { crossingOnChart } from '../model/crossing.js';
import { placeOf } from '../model/days.js';
import { digitsOfBars } from '../model/digits.js';
import { barsUntil, itemsUntil } from '../model/replay.js';
import { columnsOf, studiesOf } from '../model/studies.js';
import { drawLegend } from './chartlegend.js';
import { labelChart } from './chartlabel.js';
import { Revealing } from './revealing.js';

/** Draws the bars of a chart's series, present or past, with all that belongs to them. */
export class ChartContent {
  #chart;
  #revealing = new Revealing();
  #held = false;
  /** {zone, dateFormat, days: whether the bars are whole days} */
  where = {};

  /** Of events, below the chart. */
  strip = null;

  constructor(chart) {
    this.#chart = chart;
  }

  draw(state, settings, place, series) {
    const chart = this.#chart;
    const { plot, history, pointer } = chart;
    const { prefs, selection, catalog } = state;
    const changed = series.key !== chart.key;
    if (changed) {
      chart.key = series.key;
      pointer.forget();
      this.#held = false;
      plot.startOver(digitsOfBars(series.bars));
    }
    // Known with the symbol's row, which may come after the bars.
    plot.setDigits(state.rows?.get(series.symbol)?.digits ?? plot.digits);
    const range = history.takeRange(series);
    if (range?.replay) history.startReplay(range.from);
    const replay = history.replaying;
    if (replay) history.loadReplayed(series);
    const known = (held) => (replay ? barsUntil(held, replay.until, place.timeframe) : held);
    const bars = known(series.bars);
    const compared = settings.compare ? chart.series({ symbol: settings.compare, timeframe: place.timeframe }) : null;
    const comparedBars = compared?.ready ? known(compared.bars) : null;
    const studies = studiesOf(settings, prefs, series.indicators);
    chart.bars = bars;
    this.where = placeOf(series.bars, prefs);
    plot.setZone(this.where, place.timeframe === 'raw');
    plot.setStyle(settings.style);
    plot.setScale(settings.compare ? 'percent' : settings.scale);
    plot.setStudies(studies, catalog);
    plot.setCompared(compared?.key ?? null);
    plot.draw(bars, comparedBars);
    if (changed) plot.view.showNewest();
    if (range && !range.replay) plot.view.showRange(range.from, range.to);
    if (replay) this.hold(true);
    const chosen = state.signals.get(String(selection.signalId));
    this.#revealing.reveal(series, bars, plot, chosen);
    this.#revealing.point(series, bars, pointer, selection.why);
    const signals = chart.signals();
    plot.setMarkers([...chart.drafts(), ...signals], selection.signalId);
    const isHere = chosen && chart.shows(chosen);
    plot.circle(crossingOnChart(isHere ? chosen : null, new Set(columnsOf(chart.studies, catalog)), bars.closed));
    this.#drawLegend({ series, studies, place, settings, comparedBars });
    this.drawMarks();
    labelChart(chart.canvas, place, bars, { signals, style: settings.style, plot });
  }

  /** Says once that bars are wanted to stay, because others than the newest are looked at; or that they are not. */
  hold(held) {
    if (held === this.#held) return;
    this.#held = held;
    this.#chart.emit('tt-hold', { ...this.#chart.place, held });
  }

  #drawLegend({ series, studies, place, settings, comparedBars }) {
    const { catalog, refused } = this.#chart.store.state;
    const { bar } = this.#chart.pointer;
    drawLegend(this.#chart.legend, {
      digits: this.#chart.plot.digits,
      bar,
      provisional: bar !== null && bar === this.#chart.bars.open,
      fine: place.timeframe === 'raw',
      where: this.where,
      studies,
      warmup: this.#chart.history.replaying ? {} : series.warmup,
      catalog,
      refused,
      place,
      compare: settings.compare,
      compared: comparedBars && bar ? (barAt(comparedBars, bar.time) ?? null) : null,
      replaying: this.#chart.history.replaying !== null,
    });
  }

  drawMarks() {
    const { factsOf, prefs } = this.#chart.store.state;
    const { symbol } = this.#chart.place;
    const on = this.#chart.settings.metadata;
    this.#chart.querySelector('.marks').hidden = !on;
    if (!on) return;
    const all = factsOf.get(symbol) ?? [];
    const replay = this.#chart.history.replaying;
    this.strip.draw({
      items: replay ? itemsUntil(all, replay.until) : all,
      bars: this.#chart.bars,
      x: (time) => this.#chart.plot.x(time),
      where: prefs,
      width: this.#chart.plot.chart.timeScale().width(),
    });
  }
}
