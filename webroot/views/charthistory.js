import { lengthOf } from '../model/replay.js';
import { fromChartTime } from '../model/series.js';

/** So many bars before a replay's are wanted, in lengths of a bar. */
const REPLAYED = 100;
/** For bars of long ago; afterwards what there is is shown. */
const PATIENCE = 20_000;

/** Ranges of long ago that a chart is asked to show, and the past that is played again. */
export class ChartHistory {
  #chart;
  #range = null;
  #fetched = '';

  /** chart: the view, for its plot, bars, key and place. */
  constructor(chart) {
    this.#chart = chart;
  }

  /** [first, last] of the times in sight; nulls without bars. */
  get shownTimes() {
    const { plot, bars } = this.#chart;
    const range = plot.chart.timeScale().getVisibleRange();
    if (!range || !bars.closed.length) return [null, null];
    return [fromChartTime(range.from), fromChartTime(range.to)];
  }

  /** Whether bars of a range are still on their way. */
  get isLoading() {
    return this.#range !== null;
  }

  /** range: {from, to, replay: whether it is to be played} */
  showRange(range) {
    this.replay({ act: 'end' });
    this.#range = { ...range, until: performance.now() + PATIENCE };
    this.#chart.emit('tt-older', { key: this.#chart.key, until: range.from });
    this.#chart.invalidate();
  }

  /** The range that was asked for, once its bars have come; it is taken with that. */
  takeRange(series) {
    const first = series.bars.closed[0];
    if (!this.#range || !first) return null;
    const { from, until } = this.#range;
    if (first.time > from && !series.exhausted && performance.now() < until) return null;
    const range = { ...this.#range, from: Math.max(from, first.time) };
    this.#range = null;
    return range;
  }

  get replaying() {
    return this.#chart.store.state.replay;
  }

  replay(what) {
    if (what.act === 'start' || this.replaying) this.#chart.emit('tt-replay', { ...this.#chart.place, ...what });
  }

  startReplay(time = null) {
    const [from, to] = this.shownTimes;
    this.replay({ act: 'start', time: time ?? (from === null ? -Infinity : (from + to) / 2) });
  }

  /** What is replayed may lie before the bars that are here, after a change of timeframe or a reload. */
  loadReplayed(series) {
    const { until } = this.replaying;
    const wanted = `${series.key} ${until}`;
    if (series.exhausted || series.bars.closed[0]?.time + REPLAYED * lengthOf(series.timeframe) < until || wanted === this.#fetched) return;
    this.#fetched = wanted;
    this.#chart.emit('tt-older', { key: series.key, until: until - 2 * REPLAYED * lengthOf(series.timeframe) });
  }
}
