import { html, render } from '../html.js';
import { NO_BARS, barAt, lastBar, lastClosedTime, lowerBound } from '../model/bars.js';
import { crossingIn } from '../model/crossing.js';
import { digitsOfBars } from '../model/digits.js';
import { barsTable, fileName, rowsKnown, rowsTable } from '../model/csv.js';
import { placeOf } from '../model/days.js';
import { dateTime } from '../model/format.js';
import { settingsOf } from '../model/panels.js';
import { barsUntil, isKnown, itemsUntil, lengthOf } from '../model/replay.js';
import { fromChartTime } from '../model/series.js';
import { studyOf } from '../model/indicators.js';
import { columnsOf, nextColor, studiesOf, studyLabel, withStudy, withoutStudy } from '../model/studies.js';
import { drawLegend } from './chartlegend.js';
import { ChartMenu } from './chartmenu.js';
import { ChartTools } from './charttools.js';
import { DateRange } from './daterange.js';
import { download, downloadCsv } from './download.js';
import { MarkStrip } from './markstrip.js';
import { onThemeChange, palette } from './palette.js';
import { picture } from './picture.js';
import { Plot } from './plot.js';
import { ReplayBar } from './replaybar.js';
import { StudyDialog } from './studydialog.js';
import { View } from './view.js';

const PRICES = new Set(['open', 'high', 'low', 'close']);
/** So many bars before a replay's are wanted, in lengths of a bar. */
const REPLAYED = 100;
/** For bars of long ago; afterwards what there is is shown. */
const PATIENCE = 20_000;

/** What a chart panel's settings are if they say nothing else; without a symbol or timeframe it follows the chosen one. */
export const DEFAULTS = {
  symbol: null,
  timeframe: null,
  style: 'candles',
  scale: 'linear',
  studies: null,
  compare: null,
  metadata: true,
};

/** Candles, volume, studies and signal markers of one symbol, live or played again. */
export class Chart extends View {
  static topics = ['selection', 'signals', 'facts', 'prefs', 'connection', 'panels', 'catalog', 'refused', 'replay'];
  panelId = 'chart';
  #hover = null;
  #byKeys = false;
  #key = '';
  #wanted = '';
  #revealed = null;
  #asked = null;
  #range = null;
  #held = false;
  #bars = NO_BARS;
  #where = {};
  #listens = false;
  #fetched = '';

  joined() {
    // Moved within the page it is built once more, and what the parts have added must not be there twice.
    this.replaceChildren();
    this.lastMarkup = null;
    render(
      this,
      html`<div class="charttools" role="toolbar" aria-label="Chart"></div>
        <div class="legend" data-testid="legend"></div>
        <div class="canvas" data-testid="chart" tabindex="0" role="application" aria-label="Chart"></div>
        <div class="marks" data-testid="marks" role="group" aria-label="Events"></div>
        <div class="replaybar" data-testid="replay" role="toolbar" aria-label="Replay" hidden></div>
        <button type="button" class="newest" data-testid="newest" hidden>Newest ⇥</button>
        <p class="overlay" hidden></p>
        <div class="popover" data-testid="facts-popover"></div>`,
    );
    this.legend = this.querySelector('.legend');
    this.canvas = this.querySelector('.canvas');
    this.overlay = this.querySelector('.overlay');
    this.newest = this.querySelector('.newest');
    this.strip = new MarkStrip(this.querySelector('.marks'), this.querySelector('.popover'));
    this.menu = new ChartMenu(this);
    this.dialog = new StudyDialog(this, {
      state: () => ({ catalog: this.store.state.catalog, studies: this.#studies() }),
      add: (study, replaces) => this.#addStudy(study, replaces),
    });
    this.replaybar = new ReplayBar(this.querySelector('.replaybar'), (what) => this.#replay(what));
    this.dates = new DateRange(this, {
      where: () => this.#where,
      shown: () => this.#shownTimes(),
      show: (from, to) => this.#showRange({ from, to }),
      replay: (from, to) => this.#showRange({ from, to, replay: true }),
    });
    this.tools = new ChartTools(this.querySelector('.charttools'), this.#toolbar());
    this.#buildPlot();
    this.#listen();
  }

  #listen() {
    if (this.#listens) return;
    this.#listens = true;
    this.onActivate('[data-edit]', ({ edit }) => this.#openStudies(this.#studies().find(({ name }) => name === edit)));
    this.onActivate('[data-remove]', ({ remove }) => this.#set({ studies: withoutStudy(this.#studies(), remove) }));
    this.onActivate('[data-uncompare]', () => this.#set({ compare: null }));
  }

  #buildPlot() {
    this.newest.addEventListener('click', () => this.plot.view.showNewest());
    this.plot = new Plot(this.canvas, palette(this));
    this.plot.chart.subscribeCrosshairMove((at) => this.#pointAt(at));
    this.plot.chart.subscribeClick((at) => this.#click(at));
    this.plot.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => this.#scrolled(range));
    this.plot.chart.timeScale().subscribeSizeChange(() => this.invalidate());
    this.canvas.addEventListener('keydown', (event) => this.#onKey(event));
    for (const moved of ['pointermove', 'pointerleave']) this.canvas.addEventListener(moved, () => (this.#byKeys = false));
    this.canvas.addEventListener('contextmenu', (event) => this.#openMenu(event));
    this.unTheme = onThemeChange(() => {
      this.plot.recolor(palette(this));
      this.invalidate();
    });
  }

  #toolbar() {
    return {
      set: (change) => this.#set(change),
      symbols: () => [...this.store.state.rows.keys()].sort(),
      studies: () => this.#openStudies(),
      pin: () => {
        const { symbol } = this.#place();
        this.#set({ symbol: this.settings.symbol === null ? symbol : null });
      },
      range: (button) => this.dates.open(button),
      replay: () => (this.#replaying ? this.#replay({ act: 'end' }) : this.#startReplay()),
      marks: () => this.#set({ metadata: !this.settings.metadata }),
      csv: () => this.#saveCsv(),
      png: () => this.#savePng(),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen()),
    };
  }

  released() {
    // An element that has left the page has no parent for its events to reach.
    document.dispatchEvent(new CustomEvent('tt-watch', { detail: { panelId: this.panelId, series: [] } }));
    this.#wanted = this.#key = '';
    this.unTheme();
    this.plot.remove();
  }

  // What is drawn now is on the screen with this frame.
  shown() {
    const onScreen = this.store.drawing();
    requestAnimationFrame(() => onScreen(performance.now()));
  }

  get settings() {
    return settingsOf(this.store.state, this.panelId, DEFAULTS);
  }

  #set(change) {
    this.emit('tt-panel-settings', { panelId: this.panelId, ...change });
  }

  #place() {
    const { selection } = this.store.state;
    const { symbol, timeframe } = this.settings;
    return { symbol: symbol ?? selection.symbol, timeframe: timeframe ?? selection.timeframe };
  }

  #series({ symbol, timeframe } = this.#place()) {
    return this.store.state.series.get(`${symbol}/${timeframe}`);
  }

  #studies() {
    const { prefs } = this.store.state;
    return studiesOf(this.settings, prefs, this.#series()?.indicators ?? []);
  }

  #openStudies(study = null) {
    this.emit('tt-catalog');
    this.dialog.open(study);
  }

  #addStudy(study, replaces) {
    const studies = this.#studies().map((each) => (each.name === replaces ? study : each));
    this.#set({ studies: withStudy(studies, { color: nextColor(studies), ...study }) });
  }

  /** Whether this chart has the bars of a symbol in a timeframe. */
  shows({ symbol, timeframe }) {
    const place = this.#place();
    return place.symbol === symbol && place.timeframe === timeframe;
  }

  /** Draws these studies too, by name. */
  showStudies(names) {
    const have = this.#studies();
    const fresh = [...new Set(names.map(studyOf))].filter((name) => !have.some((each) => each.name === name));
    if (!fresh.length) return;
    this.emit('tt-catalog');
    this.#set({ studies: fresh.reduce((all, name) => [...all, { name, color: nextColor(all) }], have) });
  }

  // What the crosshair, the keys and the mouse do

  #scrolled(range) {
    if (!range) return;
    this.plot.showLast();
    this.newest.hidden = this.plot.view.isAtNewest;
    const place = this.#place();
    const held = !this.plot.view.isAtNewest || this.#replaying !== null;
    if (held !== this.#held) {
      this.#held = held;
      this.emit('tt-hold', { ...place, held });
    }
    if (this.plot.isShort) this.invalidate();
    if (this.plot.isNearFirst && !this.#replaying) this.emit('tt-older', { key: this.#key });
    this.#drawMarks();
  }

  /** @param {{ time?: any }} at */
  #pointAt({ time }) {
    // A chart that scrolls to the bar tells what is under the mouse then, which nobody has moved.
    if (this.#byKeys) return;
    this.#hover = time === undefined ? null : fromChartTime(time);
    this.invalidate();
  }

  /** @param {{ time?: any, hoveredInfo?: any }} at */
  #click({ time, hoveredInfo }) {
    const { signals } = this.store.state;
    const byMarker = signals.get(String(hoveredInfo?.objectId));
    // A finger seldom meets the arrow itself: anywhere on the bar will do.
    const signal = byMarker ?? (time === undefined ? null : this.#signalAt(fromChartTime(time)));
    if (signal) this.#explain(signal);
  }

  #explain({ id }) {
    this.emit('tt-signal', { id });
    this.emit('tt-panel', { panel: 'signals' });
  }

  #signalAt(time) {
    return this.#signals().find((signal) => signal.barTime === time);
  }

  #signals() {
    const { symbol, timeframe } = this.#place();
    const all = [...this.store.state.signals.values()];
    const mine = all.filter((signal) => signal.symbol === symbol && signal.timeframe === timeframe);
    return mine.filter((signal) => isKnown(signal, this.#replaying));
  }

  #askWhy(time) {
    this.emit('tt-why', { ...this.#place(), time });
    this.emit('tt-panel', { panel: 'signals' });
  }

  /** Moves the crosshair by so many bars. */
  walk(by) {
    const { closed, open } = this.#bars;
    const count = closed.length + (open ? 1 : 0);
    if (!count) return;
    const at = this.#hover === null ? count - (by > 0 ? 1 : 0) : lowerBound(closed, this.#hover);
    const index = Math.max(0, Math.min(count - 1, at + by));
    this.#pointBar(closed[index] ?? open);
  }

  #pointBar(bar) {
    this.#byKeys = true;
    this.plot.view.reveal(bar.time);
    this.plot.pointAt(bar);
    this.#hover = bar.time;
    this.invalidate();
  }

  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = event.shiftKey ? 10 : 1;
    const bar = (this.#hover !== null && barAt(this.#bars, this.#hover)) || lastBar(this.#bars);
    const acts = {
      ArrowLeft: () => this.walk(-by),
      ArrowRight: () => this.walk(by),
      Home: () => this.#bars.closed.length && this.#pointBar(this.#bars.closed[0]),
      End: () => this.plot.view.showNewest(),
      '+': () => this.plot.view.zoom(0.7),
      '-': () => this.plot.view.zoom(1.4),
      i: () => this.#openStudies(),
      f: () => this.#toolbar().full(),
      w: () => bar && this.#askWhy(bar.time),
      ' ': () => this.#replay({ act: 'toggle' }),
      Enter: () => bar && this.#openMenuAt(bar),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #openMenu(event) {
    const { left } = this.canvas.getBoundingClientRect();
    const time = this.plot.chart.timeScale().coordinateToTime(event.clientX - left);
    const bar = time === null ? null : barAt(this.#bars, fromChartTime(time));
    if (!bar) return;
    event.preventDefault();
    this.#openMenuAt(bar, event.clientX, event.clientY);
  }

  #openMenuAt(bar, x = null, y = null) {
    const box = this.canvas.getBoundingClientRect();
    const signal = this.#signalAt(bar.time);
    const items = [
      signal && { id: 'bar-signal', text: 'Explain the signal', run: () => this.#explain(signal) },
      { id: 'bar-why', text: signal ? 'What every strategy saw here' : 'Why no signal here?', run: () => this.#askWhy(bar.time) },
      { id: 'bar-replay', text: 'Replay from here', run: () => this.#startReplay(bar.time) },
    ].filter(Boolean);
    this.menu.open(x ?? box.left + (this.plot.x(bar.time) ?? 20), y ?? box.top + box.height / 2, items);
  }

  // History

  #shownTimes() {
    const range = this.plot.chart.timeScale().getVisibleRange();
    if (!range || !this.#bars.closed.length) return [null, null];
    return [fromChartTime(range.from), fromChartTime(range.to)];
  }

  #showRange(range) {
    this.#replay({ act: 'end' });
    this.#range = { ...range, until: performance.now() + PATIENCE };
    this.emit('tt-older', { key: this.#key, until: range.from });
    this.invalidate();
  }

  /** The range that was asked for, once its bars have come; it is taken with that. */
  #rangeNow(series) {
    const first = series.bars.closed[0];
    if (!this.#range || !first) return null;
    const { from, until } = this.#range;
    if (first.time > from && !series.exhausted && performance.now() < until) return null;
    const range = { ...this.#range, from: Math.max(from, first.time) };
    this.#range = null;
    return range;
  }

  get #replaying() {
    return this.store.state.replay;
  }

  #replay(what) {
    if (what.act === 'start' || this.#replaying) this.emit('tt-replay', { ...this.#place(), ...what });
  }

  #startReplay(time = null) {
    const [from, to] = this.#shownTimes();
    this.#replay({ act: 'start', time: time ?? (from === null ? -Infinity : (from + to) / 2) });
  }

  // What is replayed may lie before the bars that are here, after a change of timeframe or a reload.
  #loadReplayed(series) {
    const { until } = this.#replaying;
    const wanted = `${series.key} ${until}`;
    if (series.exhausted || series.bars.closed[0]?.time + REPLAYED * lengthOf(series.timeframe) < until || wanted === this.#fetched) return;
    this.#fetched = wanted;
    this.emit('tt-older', { key: series.key, until: until - 2 * REPLAYED * lengthOf(series.timeframe) });
  }

  #saveCsv() {
    const [from, to] = this.#shownTimes();
    const { symbol, timeframe } = this.#place();
    const bars = this.#bars.closed.filter((bar) => bar.time >= from && bar.time <= to);
    const names = columnsOf(this.#studies(), this.store.state.catalog);
    const name = fileName(symbol, timeframe, to ?? 0, 'csv');
    if (timeframe !== 'raw' || from === null) return downloadCsv(name, barsTable(bars, names));
    // The chart draws no late candles, but whoever makes bars of these rows needs them.
    const values = new Map(bars.map((bar) => [bar.time, bar.values]));
    const inReplay = this.#replaying !== null;
    this.emit('tt-rows', {
      symbol,
      from,
      to,
      take: (rows) =>
        downloadCsv(
          name,
          rowsTable(inReplay ? rowsKnown(rows) : rows, names, (time) => values.get(time)),
        ),
    });
  }

  async #savePng() {
    const { symbol, timeframe } = this.#place();
    const [from, to] = this.#shownTimes();
    const { zone = 'utc' } = this.#where;
    const said = (time) => dateTime(time, this.#where, timeframe === 'raw').replace(/:00$/, '');
    const heading = [
      `${symbol} ${timeframe}`,
      from === null ? 'no bars' : `${said(from)} to ${said(to)} ${this.#where.days ? '' : zone === 'utc' ? 'UTC' : zone}`.trim(),
      ...(this.plot.scale === 'linear' ? [] : [this.plot.scale === 'log' ? 'logarithmic scale' : 'per cent since the first bar in sight']),
      ...(this.#replaying ? ['replay'] : []),
    ];
    const image = await picture(this.plot.screenshot(), { heading, items: this.plot.legend(symbol, studyLabel) }, palette(this));
    download(fileName(symbol, timeframe, to ?? 0, 'png'), image);
  }

  // Drawing

  draw(state) {
    const { settings } = this;
    const place = this.#place();
    const series = this.#series(place);
    this.#want(settings, place, series);
    if (series?.ready) this.#drawSeries(state, settings, place, series);
    this.tools.show(settings, { timeframes: state.timeframes, place, replaying: this.#replaying !== null });
    this.replaybar.draw(this.#replaying);
    this.#drawOverlay(state, settings, place, series);
    if (this.dialog.isOpen) this.dialog.draw();
  }

  // The session loads what the charts on the page say they show.
  #want({ studies, compare }, { symbol, timeframe }, series) {
    if (symbol === null) return;
    const names = series?.ready ? (studies ?? []).map(({ name }) => name).filter((n) => !series.indicators.includes(n)) : [];
    const wanted = [{ symbol, timeframe, studies: names }];
    if (compare) wanted.push({ symbol: compare, timeframe, studies: [] });
    const text = JSON.stringify(wanted);
    if (text === this.#wanted) return;
    this.#wanted = text;
    this.follow(wanted.map((each) => `series/${each.symbol}/${each.timeframe}`));
    this.emit('tt-watch', { panelId: this.panelId, series: wanted });
  }

  #drawSeries(state, settings, place, series) {
    const { prefs, selection, catalog } = state;
    const changed = series.key !== this.#key;
    if (changed) {
      this.#key = series.key;
      this.#hover = null;
      this.#byKeys = false;
      this.#held = false;
      this.plot.startOver(digitsOfBars(series.bars));
    }
    // Known with the symbol's row, which may come after the bars.
    this.plot.setDigits(state.rows?.get(series.symbol)?.digits ?? this.plot.digits);
    const range = this.#rangeNow(series);
    if (range?.replay) this.#startReplay(range.from);
    const replay = this.#replaying;
    if (replay) this.#loadReplayed(series);
    const known = (held) => (replay ? barsUntil(held, replay.until, place.timeframe) : held);
    const bars = known(series.bars);
    const compared = settings.compare ? this.#series({ symbol: settings.compare, timeframe: place.timeframe }) : null;
    const comparedBars = compared?.ready ? known(compared.bars) : null;
    const studies = studiesOf(settings, prefs, series.indicators);
    this.#bars = bars;
    this.#where = placeOf(series.bars, prefs);
    this.plot.setZone(this.#where, place.timeframe === 'raw');
    this.plot.setStyle(settings.style);
    this.plot.setScale(settings.compare ? 'percent' : settings.scale);
    this.plot.setStudies(studies, catalog);
    this.plot.setCompared(compared?.key ?? null);
    this.plot.draw(bars, comparedBars);
    if (changed) this.plot.view.showNewest();
    if (range && !range.replay) this.plot.view.showRange(range.from, range.to);
    this.#holdReplayed(place);
    this.#reveal(series, state.signals.get(String(selection.signalId)));
    this.#revealAsked(series, selection.why);
    const signals = this.#signals();
    this.plot.setMarkers(signals, selection.signalId);
    this.#circleCrossing(series, state.signals.get(String(selection.signalId)));
    this.#drawLegend({ series, studies, place, settings, comparedBars });
    this.#drawMarks();
    this.#tell(place, bars, signals);
  }

  #holdReplayed(place) {
    if (!this.#replaying || this.#held) return;
    this.#held = true;
    this.emit('tt-hold', { ...place, held: true });
  }

  /** The crosshair goes with whoever walks from bar to bar in the explanation. */
  #revealAsked(series, why) {
    if (why?.symbol !== series.symbol || why.timeframe !== series.timeframe) {
      this.#asked = null;
      return;
    }
    if (why.time === this.#asked) return;
    this.#asked = why.time;
    const bar = barAt(this.#bars, why.time);
    if (bar && why.time !== this.#hover) this.#pointBar(bar);
  }

  // Where the lines of the rule that raised the chosen signal cross, if they are drawn.
  #circleCrossing({ symbol, timeframe }, signal) {
    const isHere = signal?.symbol === symbol && signal.timeframe === timeframe;
    const crossing = isHere ? crossingIn(signal.explain) : null;
    const names = new Set(columnsOf(this.#studies(), this.store.state.catalog));
    const line = crossing?.lines.every((name) => names.has(name) || PRICES.has(name)) && crossing.lines.find((name) => names.has(name));
    const { closed } = this.#bars;
    const at = lowerBound(closed, signal?.barTime ?? Infinity);
    if (!line || at < 1 || closed[at]?.time !== signal.barTime) return this.plot.circle(null);
    const { fraction, value } = crossing;
    return this.plot.circle({ line, before: closed[at - 1].time, time: signal.barTime, fraction, value });
  }

  // Once per choice: afterwards the reader scrolls as he likes.
  #reveal(series, signal) {
    if (!signal || signal.id === this.#revealed) return;
    if (signal.symbol !== series.symbol || signal.timeframe !== series.timeframe) return;
    this.#revealed = signal.id;
    if (barAt(this.#bars, signal.barTime)) this.plot.view.reveal(signal.barTime);
  }

  #drawLegend({ series, studies, place, settings, comparedBars }) {
    const { catalog, refused } = this.store.state;
    const bar = (this.#hover !== null && barAt(this.#bars, this.#hover)) || lastBar(this.#bars);
    drawLegend(this.legend, {
      digits: this.plot.digits,
      bar,
      provisional: bar !== null && bar === this.#bars.open,
      fine: place.timeframe === 'raw',
      where: this.#where,
      studies,
      warmup: this.#replaying ? {} : series.warmup,
      catalog,
      refused,
      place,
      compare: settings.compare,
      compared: comparedBars && bar ? (barAt(comparedBars, bar.time) ?? null) : null,
      replaying: this.#replaying !== null,
    });
  }

  #drawMarks() {
    const { factsOf, prefs } = this.store.state;
    const { symbol } = this.#place();
    const on = this.settings.metadata;
    this.querySelector('.marks').hidden = !on;
    if (!on) return;
    const all = factsOf.get(symbol) ?? [];
    const replay = this.#replaying;
    this.strip.draw({
      items: replay ? itemsUntil(all, replay.until) : all,
      bars: this.#bars,
      x: (time) => this.plot.x(time),
      where: prefs,
      width: this.plot.chart.timeScale().width(),
    });
  }

  #drawOverlay({ problem }, settings, { symbol, timeframe }, series) {
    const waiting = symbol !== null && !series?.ready;
    const empty = !waiting && !lastBar(this.#bars);
    this.overlay.hidden = !(waiting || empty || this.#range);
    this.canvas.classList.toggle('waiting', waiting);
    this.overlay.textContent =
      series?.problem ?? problem ?? (waiting || this.#range ? `Loading ${symbol} ${timeframe} …` : symbol ? 'No bars yet' : 'Connecting …');
  }

  // For those who can't see the picture, and for tests.
  #tell({ symbol, timeframe }, bars, signals) {
    const last = lastBar(bars);
    const first = bars.closed[0]?.time ?? last?.time ?? Infinity;
    const { dataset } = this.canvas;
    const told = {
      symbol,
      timeframe,
      bars: bars.closed.length + (bars.open ? 1 : 0),
      firstTime: bars.closed[0]?.time ?? '',
      lastTime: last?.time ?? '',
      lastClose: last?.close ?? '',
      provisional: String(bars.open !== null),
      closedUntil: Number.isFinite(lastClosedTime(bars)) ? lastClosedTime(bars) : '',
      markers: signals.filter(({ barTime }) => barTime >= first).length,
      style: this.settings.style,
      scale: this.plot.scale,
      panes: this.plot.chart.panes().length,
    };
    for (const [name, value] of Object.entries(told)) if (dataset[name] !== String(value)) dataset[name] = value;
    const label = `Chart of ${symbol}, ${timeframe}. Arrows move along the bars, Enter opens what can be asked of one.`;
    if (this.canvas.ariaLabel !== label) this.canvas.ariaLabel = label;
  }
}
