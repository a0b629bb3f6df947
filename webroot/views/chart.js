import { html, render } from '../html.js';
import { barAt, lastBar, lastClosedTime, lowerBound, shownBars } from '../model/bars.js';
import { compact, dateTime, direction, price, priceDigits, signed } from '../model/format.js';
import { label, paletteIndex, placement, shownIndicators, warmingText } from '../model/indicators.js';
import { fromChartTime } from '../model/series.js';
import { onThemeChange, palette } from './palette.js';
import { Plot } from './plot.js';
import { View } from './view.js';

const EDGE = 30;

/** Candles, volume, indicators and signal markers of one symbol, live. */
export class Chart extends View {
  static topics = ['chart', 'selection', 'signals', 'prefs', 'connection'];
  #hover = null;
  #key = '';
  #revealed = null;

  built() {
    render(
      this,
      html`<div class="legend" data-testid="legend"></div>
        <div class="canvas" data-testid="chart"></div>
        <button type="button" class="newest" hidden>Newest ⇥</button>
        <p class="overlay" hidden></p>`,
    );
    this.legend = this.querySelector('.legend');
    this.canvas = this.querySelector('.canvas');
    this.overlay = this.querySelector('.overlay');
    this.newest = this.querySelector('.newest');
    this.newest.addEventListener('click', () => this.plot.chart.timeScale().scrollToRealTime());
    this.plot = new Plot(this.canvas, palette(this));
    this.plot.chart.subscribeCrosshairMove((at) => this.#pointAt(at));
    this.plot.chart.subscribeClick((at) => this.#click(at));
    this.plot.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => this.#scrolled(range));
    this.unTheme = onThemeChange(() => {
      this.plot.recolor(palette(this));
      this.invalidate();
    });
    this.onActivate('[data-indicator]', ({ indicator }) => this.#toggle(indicator));
  }

  released() {
    this.unTheme();
    this.plot.remove();
  }

  /** Scrolls by ten bars for each step; an infinite step leads to the newest bar. */
  walk(step) {
    const scale = this.plot.chart.timeScale();
    if (Number.isFinite(step)) scale.scrollToPosition(scale.scrollPosition() + step * 10, false);
    else scale.scrollToRealTime();
  }

  #scrolled(range) {
    if (!range) return;
    this.newest.hidden = this.plot.isAtNewest;
    if (range.from < EDGE) this.emit('tt-older');
  }

  // Once per choice: afterwards the reader scrolls as he likes.
  #reveal(chart, signal) {
    if (
      !signal ||
      signal.id === this.#revealed ||
      signal.symbol !== chart.symbol ||
      signal.timeframe !== chart.timeframe
    )
      return;
    this.#revealed = signal.id;
    const at = lowerBound(chart.bars.closed, signal.barTime);
    if (chart.bars.closed[at]?.time === signal.barTime) this.plot.reveal(at);
  }

  #shown() {
    const { chart, prefs } = this.store.state;
    return shownIndicators(prefs.indicators, chart.indicators);
  }

  #toggle(name) {
    const shown = this.#shown();
    this.emit('tt-prefs', { indicators: shown.includes(name) ? shown.filter((n) => n !== name) : [...shown, name] });
  }

  #pointAt({ time }) {
    this.#hover = time === undefined ? null : fromChartTime(time);
    this.invalidate();
  }

  #click({ time, hoveredInfo }) {
    const { signals, chart } = this.store.state;
    const byMarker = signals.get(String(hoveredInfo?.objectId));
    // A finger seldom meets the arrow itself: anywhere on the bar will do.
    const onBar = () => this.#ofChart(signals, chart).find((s) => s.barTime === fromChartTime(time));
    const signal = byMarker ?? (time === undefined ? null : onBar());
    if (signal) this.emit('tt-signal', { id: signal.id });
    if (signal) this.emit('tt-panel', { panel: 'signals' });
  }

  #ofChart(signals, { symbol, timeframe }) {
    return [...signals.values()].filter((s) => s.symbol === symbol && s.timeframe === timeframe);
  }

  draw({ chart, selection, signals, prefs, problem }) {
    const { bars } = chart;
    const key = `${chart.symbol}/${chart.timeframe}`;
    const last = lastBar(bars);
    const changed = key !== this.#key;
    if (changed) {
      this.#key = key;
      this.#hover = null;
      this.plot.startOver(key, last?.close);
    }
    this.plot.setZone(prefs.zone ?? 'utc', chart.timeframe === 'raw');
    this.plot.setLines(this.#shown(), chart.indicators);
    this.plot.draw(bars);
    if (changed) this.plot.showNewest();
    this.#reveal(chart, signals.get(String(selection.signalId)));
    this.plot.setMarkers(this.#ofChart(signals, chart), bars, selection.signalId);
    this.#drawLegend(chart, prefs);
    this.#drawOverlay(chart, selection, problem);
    Object.assign(this.canvas.dataset, {
      symbol: chart.symbol ?? '',
      timeframe: chart.timeframe ?? '',
      bars: shownBars(bars).length,
      lastTime: last?.time ?? '',
      lastClose: last?.close ?? '',
      provisional: String(bars.open !== null),
      closedUntil: Number.isFinite(lastClosedTime(bars)) ? lastClosedTime(bars) : '',
      markers: this.plot.signals.markers().length,
    });
  }

  #drawOverlay(chart, { symbol, timeframe }, problem) {
    const waiting = symbol && (chart.symbol !== symbol || chart.timeframe !== timeframe);
    const empty = !waiting && !lastBar(chart.bars);
    this.overlay.hidden = !(waiting || empty);
    this.canvas.classList.toggle('waiting', Boolean(waiting));
    this.overlay.textContent =
      problem ?? (waiting ? `Loading ${symbol} ${timeframe} …` : chart.symbol ? 'No bars yet' : 'Connecting …');
  }

  #drawLegend(chart, prefs) {
    const bar = (this.#hover !== null && barAt(chart.bars, this.#hover)) || lastBar(chart.bars);
    const provisional = bar !== null && bar === chart.bars.open;
    const shown = this.#shown();
    render(
      this.legend,
      html`<div class="ohlc">
          ${bar && prices(bar, provisional)}
          ${bar && html`<span class="num dim when">${dateTime(bar.time, prefs.zone, chart.timeframe === 'raw')}</span>`}
          ${provisional &&
          html`<span class="badge" title="This bar is still open; its values may change">open bar</span>`}
        </div>
        <div class="chips" role="group" aria-label="Indicators">
          ${chart.indicators.map((name) => chip(name, chart, bar, provisional, shown.includes(name)))}
        </div>`,
    );
  }
}

function prices(bar, provisional) {
  const digits = priceDigits(bar.close);
  const side = direction(bar.close - bar.open, digits);
  const field = (name, value) => html`<span class="num ${side}"><span class="dim">${name}</span> ${value}</span>`;
  return html`<span class="${provisional ? 'values provisional' : 'values'}">
    ${field('O', price(bar.open, digits))} ${field('H', price(bar.high, digits))} ${field('L', price(bar.low, digits))}
    ${field('C', price(bar.close, digits))}
    <span class="num move ${side}">${signed(bar.close - bar.open, digits)}</span>
    <span class="num"><span class="dim">V</span> ${compact(bar.volume)}</span>
  </span>`;
}

function chip(name, chart, bar, provisional, on) {
  const warming = warmingText(name, chart.warmup);
  const value = bar?.values[name];
  const digits = placement(name).pane === 'own' ? 1 : priceDigits(value);
  const reading = value === null || value === undefined ? '' : (provisional ? '≈ ' : '') + price(value, digits);
  return html`<button
    type="button"
    class="chip"
    data-indicator="${name}"
    data-key="${name}"
    data-testid="indicator-${name}"
    aria-pressed="${on}"
    title="${on ? 'Hide' : 'Show'} ${label(name)}"
    style="--chip: var(--series-${paletteIndex(name, chart.indicators) + 1})"
  >
    <i aria-hidden="true"></i>${label(name)}
    ${warming
      ? html`<span class="warming" data-testid="warming-${name}">warming ${warming}</span>`
      : on && html`<span class="num">${reading}</span>`}
  </button>`;
}
