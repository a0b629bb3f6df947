import { canonical } from './model/symbol.js';
import { ADDRESS } from './bus.js';
import { Connection } from './connection.js';
import { Explaining } from './explaining.js';
import { loadFacts } from './factsloading.js';
import { History } from './history.js';
import { fetchLists, loadSignalsOf } from './listsloading.js';
import { Retries } from './retries.js';
import { SeriesLoading } from './seriesloading.js';
import { Sparklines } from './sparklines.js';
import { seriesKey } from './state/charts.js';
import { Wants } from './wants.js';

const SHARED = [ADDRESS.board, ADDRESS.signals, ADDRESS.inbox];
const SELECTION = 'selection';
const MOST_STRAYS = 2;
/** How far the wait after a gap grows if all was well in between: 1 to 2 s. */
const AFTER_LIVE = 2;

/**
 * Brings the store up to date and keeps it so: registers first, asks for the snapshot then, opens the gates last; starts
 * over after a gap, a reconnect or a failed request, with growing waits while that does not help.
 */
export class Session {
  #turn = 0;
  #strays = 0;

  constructor({ bus, api, store, timers = globalThis, now = Date.now, random = Math.random }) {
    this.bus = bus;
    this.api = api;
    this.store = store;
    this.retries = new Retries({ timers, now, random, start: () => this.#synchronise() });
    this.connection = new Connection({ store, now });
    this.loading = new SeriesLoading({
      api,
      store,
      turn: () => this.#turn,
      take: (snapshot) => this.#takeChart(snapshot),
      failed: (series, error) => this.#failedSeries(series, error),
    });
    this.explaining = new Explaining({ api, store, show: (series) => this.show(series) });
    this.sparklines = new Sparklines({ api, store, now });
    this.wants = new Wants(bus);
    this.history = new History({ api, store, timers, studiesOf: (key) => this.wants.studiesOf(key) });
  }

  start({ symbol, timeframe }) {
    const selection = { symbol: symbol ? canonical(symbol) : null, timeframe: timeframe ?? '1m' };
    Object.assign(this.store.state.selection, selection);
    for (const address of [...SHARED, ADDRESS.status]) this.bus.watch(address);
    this.#want(SELECTION, symbol ? [selection] : []);
    this.bus.start();
    this.history.start();
  }

  opened() {
    this.connection.become('syncing');
    return this.#synchronise();
  }

  closed(attempt) {
    this.connection.broken('lost');
    this.#turn += 1;
    this.retries.cancel();
    this.store.heardFeed = null;
    this.store.state.sparks.clear();
    this.connection.become('reconnecting', attempt);
  }

  /**
   * A delta is missing. Several addresses may notice at once, and a wrong route may make it permanent: wait a little more each time,
   * but for a while not long if it was whole in between, as when work moves on from node to node.
   */
  gap() {
    const wasLive = this.connection.isLive;
    this.connection.broken('missing');
    this.connection.become('syncing');
    this.retries.later({ most: wasLive ? AFTER_LIVE : Infinity });
  }

  /** Shows another symbol or timeframe; the rest of the feed goes on undisturbed. */
  async show({ symbol = this.store.state.selection.symbol, timeframe = this.store.state.selection.timeframe }) {
    const { selection } = this.store.state;
    if (!symbol) return this.store.set('selection', { timeframe });
    const wanted = canonical(symbol);
    if (wanted === selection.symbol && timeframe === selection.timeframe) return;
    this.store.set('selection', { symbol: wanted, timeframe });
    this.#want(SELECTION, [{ symbol: wanted, timeframe }]);
    if (!this.connection.isLive) {
      if (this.bus.isOpen) await this.#synchronise();
      return;
    }
    if (this.store.isLive(wanted, timeframe)) return this.#selected(wanted, timeframe);
    await this.loading.load({ symbol: wanted, timeframe });
  }

  /** A chart says what it shows: [{symbol, timeframe, studies:[name]}], none when it goes. */
  async watch({ panelId, series }) {
    this.#want(panelId, series);
    if (!this.connection.isLive) return;
    await this.loading.loadOthers();
    this.history.fillAll();
  }

  /** What the server can compute, asked for once. */
  async loadCatalog() {
    if (this.store.state.catalog) return;
    const catalog = await this.api.catalog().catch(() => null);
    if (catalog) this.store.set('catalog', catalog);
  }

  explain(id) {
    return this.explaining.explain(id);
  }

  why(bar) {
    return this.explaining.why(bar);
  }

  sparks(wanted) {
    return this.sparklines.load(wanted);
  }

  /** The newest signals of a stock, which may be older than the newest of all. */
  signalsOf({ symbol }) {
    return loadSignalsOf(this.api, this.store, symbol);
  }

  async loadOlder({ key = this.store.state.chart.key, until = null } = {}) {
    const series = this.store.state.series.get(key);
    await (until === null ? this.history.loadOlder(series) : this.history.loadUntil(series, until));
    if (series) await this.history.fill(series);
  }

  /** Raw candles with what the chart does not draw: {symbol, from, to}. */
  rows(range) {
    return this.history.rows(range);
  }

  hold({ symbol, timeframe, held }) {
    this.store.holdBars(symbol, timeframe, held);
  }

  async #synchronise() {
    this.retries.started();
    this.store.closeGates();
    const turn = ++this.#turn;
    const heard = this.store.heardFeed;
    try {
      const symbols = this.store.state.selection.symbol ? null : await this.#chooseSymbol(turn);
      const { symbol, timeframe } = this.store.state.selection;
      if (turn !== this.#turn) return;
      const snapshot = symbol ? await this.api.snapshot(symbol, timeframe) : null;
      if (turn !== this.#turn) return;
      if (snapshot && heard && heard === this.store.heardFeed && snapshot.feed.id !== heard) return this.#strayed();
      this.#strays = 0;
      if (snapshot && !this.#takeChart(snapshot, true)) return;
      this.loading.loadOthers();
      // After the snapshot, not beside it: what these lists hold is then never older than the numbers the gates open at.
      const lists = await fetchLists(this.api, symbols);
      if (turn !== this.#turn) return;
      this.#takeLists(lists, snapshot);
    } catch (error) {
      if (turn === this.#turn) await this.#failed(error);
    }
  }

  async #chooseSymbol(turn) {
    const symbols = await this.api.symbols();
    if (turn === this.#turn && symbols.length) {
      this.store.set('selection', { symbol: symbols[0].symbol });
      this.#want(SELECTION, [{ symbol: symbols[0].symbol, timeframe: this.store.state.selection.timeframe }]);
    }
    return symbols;
  }

  #want(owner, wanted) {
    this.wants.set(owner, wanted);
    const series = this.wants.series();
    for (const { key, symbol, timeframe } of [...this.store.state.series.values()]) {
      if (!series.has(key)) this.store.dropSeries(symbol, timeframe);
    }
    // Before the bus hears of it: what comes is then kept for the snapshot.
    for (const { symbol, timeframe } of series.values()) this.store.openSeries(symbol, timeframe);
    this.wants.watch();
  }

  #failedSeries(series, error) {
    const { selection } = this.store.state;
    const chosen = series.symbol === selection.symbol && series.timeframe === selection.timeframe;
    if (error.status !== 404 || chosen) return this.#failed(error);
    this.store.failSeries(series.symbol, series.timeframe, error.message);
  }

  #takeChart(snapshot, again = false) {
    const { symbol, timeframe, feed } = snapshot;
    const { selection } = this.store.state;
    const address = ADDRESS.symbol(symbol);
    this.store.applySnapshot(snapshot);
    if (symbol === selection.symbol && timeframe === selection.timeframe) this.#selected(symbol, timeframe);
    if (again || !this.store.state.factsOf.has(symbol)) loadFacts(this.api, this.store, symbol);
    const complete = this.store.openSeriesGate(symbol, timeframe, feed.id, feed.seq[address] ?? null);
    this.history.fill(this.store.state.series.get(seriesKey(symbol, timeframe)));
    return complete;
  }

  #selected(symbol, timeframe) {
    this.store.setProblem(null);
    this.store.select(symbol, timeframe);
  }

  #takeLists([symbols, summary, signals, notifications], snapshot) {
    this.store.applySymbols(symbols);
    this.store.applySummary(summary);
    this.store.resetSignals([...signals, ...(snapshot?.signals ?? [])]);
    this.store.resetInbox(notifications);
    if (!snapshot) return this.#waitForFirstSymbol();
    const { feed } = snapshot;
    const complete = SHARED.map((address) => this.store.openGate(address, feed.id, feed.seq[address] ?? null));
    if (complete.includes(false)) return;
    this.connection.become('live');
  }

  // An empty server has no symbol to take a snapshot of; its first candle makes one.
  #waitForFirstSymbol() {
    this.store.setProblem('No market data yet. Post candles to /ingest and they appear here.');
    this.retries.after(2_000);
  }

  // Another node answers than the one that is heard, whose numbers mean nothing to it. A feed that has just been renewed looks
  // the same, but only once.
  #strayed() {
    this.#strays += 1;
    if (this.#strays < MOST_STRAYS) return this.gap();
    this.#strays = 0;
    this.bus.reconnect();
  }

  #failed(error) {
    const { selection } = this.store.state;
    if (error.status === 404 && selection.symbol) {
      selection.symbol = null;
      this.#want(SELECTION, []);
    }
    this.store.setProblem(error.message);
    this.connection.become('syncing');
    this.retries.later({ told: error.retryAfter });
  }
}
