import { barAt, lastBar, lowerBound } from '../model/bars.js';
import { fromChartTime } from '../model/series.js';
import { ChartMenu } from './chartmenu.js';

/** Which bar of a chart the mouse or the keys point at, and what can be done with it. */
export class BarPointer {
  #chart;
  #menu;
  #time = null;
  #byKeys = false;

  /** chart: the view, for its canvas, plot, bars and what it does. */
  constructor(chart) {
    this.#chart = chart;
    this.#menu = new ChartMenu(chart);
    const { canvas, plot } = chart;
    plot.chart.subscribeCrosshairMove((at) => this.#pointAt(at));
    plot.chart.subscribeClick((at) => this.#click(at));
    canvas.addEventListener('keydown', (event) => this.#onKey(event));
    for (const moved of ['pointermove', 'pointerleave']) canvas.addEventListener(moved, () => (this.#byKeys = false));
    canvas.addEventListener('contextmenu', (event) => this.#openMenu(event));
  }

  /** Of the bar, or null. */
  get time() {
    return this.#time;
  }

  /** The bar that is pointed at, else the newest; null without bars. */
  get bar() {
    const { bars } = this.#chart;
    return (this.#time !== null && barAt(bars, this.#time)) || lastBar(bars);
  }

  forget() {
    this.#time = null;
    this.#byKeys = false;
  }

  /** @param {{ time?: any }} at */
  #pointAt({ time }) {
    // A chart that scrolls to the bar tells what is under the mouse then, which nobody has moved.
    if (this.#byKeys) return;
    this.#time = time === undefined ? null : fromChartTime(time);
    this.#chart.invalidate();
  }

  /** @param {{ time?: any, hoveredInfo?: any }} at */
  #click({ time, hoveredInfo }) {
    const { signals } = this.#chart.store.state;
    const byMarker = signals.get(String(hoveredInfo?.objectId));
    // A finger seldom meets the arrow itself: anywhere on the bar will do.
    const signal = byMarker ?? (time === undefined ? null : this.#chart.signalAt(fromChartTime(time)));
    if (signal) this.#chart.explain(signal);
  }

  /** Moves the crosshair by so many bars. */
  walk(by) {
    const { closed, open } = this.#chart.bars;
    const count = closed.length + (open ? 1 : 0);
    if (!count) return;
    const at = this.#time === null ? count - (by > 0 ? 1 : 0) : lowerBound(closed, this.#time);
    const index = Math.max(0, Math.min(count - 1, at + by));
    this.pointBar(closed[index] ?? open);
  }

  pointBar(bar) {
    const { plot } = this.#chart;
    this.#byKeys = true;
    plot.view.reveal(bar.time);
    plot.pointAt(bar);
    this.#time = bar.time;
    this.#chart.invalidate();
  }

  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { plot, bars } = this.#chart;
    const by = event.shiftKey ? 10 : 1;
    const { bar } = this;
    const acts = {
      ArrowLeft: () => this.walk(-by),
      ArrowRight: () => this.walk(by),
      Home: () => bars.closed.length && this.pointBar(bars.closed[0]),
      End: () => plot.view.showNewest(),
      '+': () => plot.view.zoom(0.7),
      '-': () => plot.view.zoom(1.4),
      i: () => this.#chart.openStudies(),
      f: () => this.#chart.toggleFullscreen(),
      w: () => bar && this.#chart.askWhy(bar.time),
      ' ': () => this.#chart.history.replay({ act: 'toggle' }),
      Enter: () => bar && this.#openMenuAt(bar),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #openMenu(event) {
    const { canvas, plot, bars } = this.#chart;
    const { left } = canvas.getBoundingClientRect();
    const time = plot.chart.timeScale().coordinateToTime(event.clientX - left);
    const bar = time === null ? null : barAt(bars, fromChartTime(time));
    if (!bar) return;
    event.preventDefault();
    this.#openMenuAt(bar, event.clientX, event.clientY);
  }

  #openMenuAt(bar, x = null, y = null) {
    const chart = this.#chart;
    const box = chart.canvas.getBoundingClientRect();
    const signal = chart.signalAt(bar.time);
    const items = [
      signal && { id: 'bar-signal', text: 'Explain the signal', run: () => chart.explain(signal) },
      { id: 'bar-why', text: signal ? 'What every strategy saw here' : 'Why no signal here?', run: () => chart.askWhy(bar.time) },
      { id: 'bar-replay', text: 'Replay from here', run: () => chart.history.startReplay(bar.time) },
    ].filter(Boolean);
    this.#menu.open(x ?? box.left + (chart.plot.x(bar.time) ?? 20), y ?? box.top + box.height / 2, items);
  }
}
