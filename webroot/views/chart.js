import { html, render } from '../html.js';
import { NO_BARS, barAt } from '../model/bars.js';
import { arrowsOf } from '../model/draft.js';
import { studyOf } from '../model/indicators.js';
import { settingsOf } from '../model/panels.js';
import { isKnown, lengthOf } from '../model/replay.js';
import { nextColor, studiesOf, withStudy, withoutStudy } from '../model/studies.js';
import { BarPointer } from './barpointer.js';
import { chartActions } from './chartactions.js';
import { ChartContent } from './chartcontent.js';
import { ChartHistory } from './charthistory.js';
import { drawOverlay } from './chartoverlay.js';
import { ChartTools } from './charttools.js';
import { DateRange } from './daterange.js';
import { MarkStrip } from './markstrip.js';
import { onThemeChange, palette } from './palette.js';
import { Plot } from './plot.js';
import { ReplayBar } from './replaybar.js';
import { StudyDialog } from './studydialog.js';
import { View } from './view.js';

/** Around a bar of long ago. */
const BARS_AROUND = 60;

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
  static topics = ['selection', 'signals', 'preview', 'facts', 'prefs', 'connection', 'panels', 'catalog', 'refused', 'replay'];
  panelId = 'chart';
  /** Of the series that is drawn. */
  key = '';
  bars = NO_BARS;
  history = new ChartHistory(this);
  content = new ChartContent(this);
  #wanted = '';
  #listens = false;

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
    this.content.strip = new MarkStrip(this.querySelector('.marks'), this.querySelector('.popover'));
    this.dialog = new StudyDialog(this, {
      state: () => ({ catalog: this.store.state.catalog, studies: this.studies }),
      add: (study, replaces) => this.#addStudy(study, replaces),
    });
    this.replaybar = new ReplayBar(this.querySelector('.replaybar'), (what) => this.history.replay(what));
    this.dates = new DateRange(this, {
      where: () => this.content.where,
      shown: () => this.history.shownTimes,
      show: (from, to) => this.history.showRange({ from, to }),
      replay: (from, to) => this.history.showRange({ from, to, replay: true }),
    });
    this.tools = new ChartTools(this.querySelector('.charttools'), chartActions(this));
    this.#buildPlot();
    this.#listen();
  }

  #listen() {
    if (this.#listens) return;
    this.#listens = true;
    this.onActivate('[data-edit]', ({ edit }) => this.openStudies(this.studies.find(({ name }) => name === edit)));
    this.onActivate('[data-remove]', ({ remove }) => this.set({ studies: withoutStudy(this.studies, remove) }));
    this.onActivate('[data-uncompare]', () => this.set({ compare: null }));
  }

  #buildPlot() {
    this.newest.addEventListener('click', () => this.plot.view.showNewest());
    this.plot = new Plot(this.canvas, palette(this));
    this.pointer = new BarPointer(this);
    this.plot.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => this.#scrolled(range));
    this.plot.chart.timeScale().subscribeSizeChange(() => this.invalidate());
    this.unTheme = onThemeChange(() => {
      this.plot.recolor(palette(this));
      this.invalidate();
    });
  }

  released() {
    // An element that has left the page has no parent for its events to reach.
    document.dispatchEvent(new CustomEvent('tt-watch', { detail: { panelId: this.panelId, series: [] } }));
    this.#wanted = this.key = '';
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

  set(change) {
    this.emit('tt-panel-settings', { panelId: this.panelId, ...change });
  }

  get place() {
    const { selection } = this.store.state;
    const { symbol, timeframe } = this.settings;
    return { symbol: symbol ?? selection.symbol, timeframe: timeframe ?? selection.timeframe };
  }

  series({ symbol, timeframe } = this.place) {
    return this.store.state.series.get(`${symbol}/${timeframe}`);
  }

  get studies() {
    const { prefs } = this.store.state;
    return studiesOf(this.settings, prefs, this.series()?.indicators ?? []);
  }

  openStudies(study = null) {
    this.emit('tt-catalog');
    this.dialog.open(study);
  }

  #addStudy(study, replaces) {
    const studies = this.studies.map((each) => (each.name === replaces ? study : each));
    this.set({ studies: withStudy(studies, { color: nextColor(studies), ...study }) });
  }

  /** Whether this chart has the bars of a symbol in a timeframe. */
  shows({ symbol, timeframe }) {
    const place = this.place;
    return place.symbol === symbol && place.timeframe === timeframe;
  }

  /** Draws these studies too, by name. */
  showStudies(names) {
    const have = this.studies;
    const fresh = [...new Set(names.map(studyOf))].filter((name) => !have.some((each) => each.name === name));
    if (!fresh.length) return;
    this.emit('tt-catalog');
    this.set({ studies: fresh.reduce((all, name) => [...all, { name, color: nextColor(all) }], have) });
  }

  // What the crosshair, the keys and the mouse do

  #scrolled(range) {
    if (!range) return;
    this.plot.showLast();
    this.newest.hidden = this.plot.view.isAtNewest;
    this.content.hold(!this.plot.view.isAtNewest || this.#replaying !== null);
    if (this.plot.isShort) this.invalidate();
    if (this.plot.isNearFirst && !this.#replaying) this.emit('tt-older', { key: this.key });
    this.content.drawMarks();
  }

  explain({ id }) {
    this.emit('tt-signal', { id });
    this.emit('tt-panel', { panel: 'signals' });
  }

  signalAt(time) {
    return this.signals().find((signal) => signal.barTime === time);
  }

  /** Those of its bars that are known by now. */
  signals() {
    const { symbol, timeframe } = this.place;
    const all = [...this.store.state.signals.values()];
    const mine = all.filter((signal) => signal.symbol === symbol && signal.timeframe === timeframe);
    return mine.filter((signal) => isKnown(signal, this.#replaying));
  }

  /** Signals of the strategy that is being written. */
  drafts() {
    return this.#replaying ? [] : arrowsOf(this.store.state.draft.result, this.place);
  }

  /** Brings a bar into view, with those around it if they have to be fetched. */
  showBar(time) {
    const bar = barAt(this.bars, time);
    const around = BARS_AROUND * lengthOf(this.place.timeframe);
    if (bar) this.pointer.pointBar(bar);
    else this.history.showRange({ from: time - around, to: time + around });
  }

  askWhy(time) {
    this.emit('tt-why', { ...this.place, time });
    this.emit('tt-panel', { panel: 'signals' });
  }

  /** Moves the crosshair by so many bars. */
  walk(by) {
    this.pointer.walk(by);
  }

  toggleFullscreen() {
    return document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen();
  }

  get #replaying() {
    return this.store.state.replay;
  }

  draw(state) {
    const { settings } = this;
    const place = this.place;
    const series = this.series(place);
    this.#want(settings, place, series);
    if (series?.ready) this.content.draw(state, settings, place, series);
    this.tools.show(settings, { timeframes: state.timeframes, place, replaying: this.#replaying !== null });
    this.replaybar.draw(this.#replaying);
    drawOverlay(this, state.problem, series);
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
}
