import { canonical } from './model/symbol.js';
import { ADDRESS } from './bus.js';
import { History } from './history.js';
import { backoff } from './model/backoff.js';
import { seriesKey } from './state/charts.js';
import { together } from './state/facts.js';
import { isFilled } from './model/sparks.js';
import { Wants } from './wants.js';

const SHARED = [ADDRESS.board, ADDRESS.signals, ADDRESS.inbox];
// A status comes every second: whatever still does not fit is noticed sooner.
const HELPED = 3_000;
const SELECTION = 'selection';
const MOST_STRAYS = 2;
const BELIEVED = 10;
/** How far the wait after a gap grows if all was well in between: 1 to 2 s. */
const AFTER_LIVE = 2;
// As many as the lists show.
const SIGNALS = 150;
const ENTRIES = 100;
const FACTS = 500;
// Orders are so many that the newest of these may lie far behind them.
const SELDOM = ['market_data', 'economic_indicator', 'news_sentiment'];
const OF_EACH = 40;
const OF_STOCK = 50;
// As many as one answer holds.
const SPARKS = 100;

/**
 * Brings the store up to date and keeps it so: registers first, asks for the snapshot then, opens the gates last; starts
 * over after a gap, a reconnect or a failed request, with growing waits while that does not help.
 */
export class Session {
  #turn = 0;
  #loading = new Map();
  #failures = 0;
  #lastStart = -Infinity;
  #timer = null;
  #strays = 0;
  #sparking = new Set();
  #sparksFailed = -Infinity;

  constructor({ bus, api, store, timers = globalThis, now = Date.now, random = Math.random }) {
    this.bus = bus;
    this.api = api;
    this.store = store;
    this.timers = timers;
    this.now = now;
    this.random = random;
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
    this.#connection('syncing');
    return this.#synchronise();
  }

  closed(attempt) {
    this.#broken('lost');
    this.#turn += 1;
    this.#cancelRetry();
    this.store.heardFeed = null;
    this.store.state.sparks.clear();
    this.#connection('reconnecting', attempt);
  }

  /**
   * A delta is missing. Several addresses may notice at once, and a wrong route may make it permanent: wait a little more each time,
   * but for a while not long if it was whole in between, as when work moves on from node to node.
   */
  gap() {
    const wasLive = this.store.state.connection.state === 'live';
    this.#broken('missing');
    this.#connection('syncing');
    this.#retryLater({ most: wasLive ? AFTER_LIVE : Infinity });
  }

  /** Shows another symbol or timeframe; the rest of the feed goes on undisturbed. */
  async show({ symbol = this.store.state.selection.symbol, timeframe = this.store.state.selection.timeframe }) {
    const { selection } = this.store.state;
    if (!symbol) return this.store.set('selection', { timeframe });
    const wanted = canonical(symbol);
    if (wanted === selection.symbol && timeframe === selection.timeframe) return;
    this.store.set('selection', { symbol: wanted, timeframe });
    this.#want(SELECTION, [{ symbol: wanted, timeframe }]);
    if (this.store.state.connection.state !== 'live') {
      if (this.bus.isOpen) await this.#synchronise();
      return;
    }
    if (this.store.isLive(wanted, timeframe)) return this.#selected(wanted, timeframe);
    await this.#load({ symbol: wanted, timeframe });
  }

  /** A chart says what it shows: [{symbol, timeframe, studies:[name]}], none when it goes. */
  async watch({ panelId, series }) {
    this.#want(panelId, series);
    if (this.store.state.connection.state !== 'live') return;
    await this.#loadOthers();
    this.history.fillAll();
  }

  /** What the server can compute, asked for once. */
  async loadCatalog() {
    if (this.store.state.catalog) return;
    const catalog = await this.api.catalog().catch(() => null);
    if (catalog) this.store.set('catalog', catalog);
  }

  /** Opens the explanation of a signal; one that is not at hand any more is fetched. */
  async explain(id) {
    this.store.set('selection', { signalId: id, why: null });
    if (id === null) return;
    const held = this.store.state.signals.get(String(id));
    const signal = held ?? (await this.api.signal(id).catch(() => null));
    if (!signal || this.store.state.selection.signalId !== id) return;
    if (!held) this.store.addSignals([signal]);
    await this.show(signal);
  }

  /** Asks why a bar raised no signal; shown where a signal's explanation is until something else is chosen. */
  async why({ symbol, timeframe, time }) {
    const { why } = this.store.state.selection;
    // Asked again, the last answer stays until the next one is there.
    const same = why?.symbol === symbol && why.timeframe === timeframe && why.time === time;
    const bar = { symbol, timeframe, time, answer: same ? why.answer : null, problem: null };
    const isWanted = () => this.store.state.selection.why === bar;
    this.store.set('selection', { signalId: null, why: bar });
    try {
      const answer = await this.api.explain(symbol, timeframe, time);
      if (isWanted()) this.store.set('selection', { why: { ...bar, answer } });
    } catch (error) {
      if (isWanted()) this.store.set('selection', { why: { ...bar, answer: null, problem: error.message } });
    }
  }

  /** The newest signals of a stock, which may be older than the newest of all. */
  async signalsOf({ symbol }) {
    const signals = await this.api.signals({ symbol, limit: OF_STOCK }).catch(() => []);
    this.store.addSignals(signals);
  }

  /** Small lines for these symbols, as far as they have none. After a broken connection those held may have holes, so they are asked for anew. */
  async sparks({ symbols }) {
    const missing = symbols.filter((symbol) => !isFilled(this.store.state.sparks, symbol) && !this.#sparking.has(symbol));
    if (!missing.length || this.now() - this.#sparksFailed < HELPED) return;
    const some = missing.slice(0, SPARKS);
    for (const symbol of some) this.#sparking.add(symbol);
    const answer = await this.api.sparklines(some).catch(() => null);
    for (const symbol of some) this.#sparking.delete(symbol);
    // Lists ask with every drawing.
    if (!answer) return void (this.#sparksFailed = this.now());
    this.store.fillSparks(answer.lines);
    await this.sparks({ symbols });
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
    this.#cancelRetry();
    this.#lastStart = this.now();
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
      this.#loadOthers();
      // After the snapshot, not beside it: what these lists hold is then never older than the numbers the gates open at.
      const lists = await Promise.all([
        symbols ?? this.api.symbols(),
        this.api.summary(),
        this.api.signals({ limit: SIGNALS }),
        this.api.notifications({ limit: ENTRIES }),
      ]);
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

  /** Every series that is wanted and not live. */
  #loadOthers() {
    const { selection, series } = this.store.state;
    const chosen = seriesKey(selection.symbol, selection.timeframe);
    const others = [...series.values()].filter(({ key, symbol, timeframe }) => key !== chosen && !this.store.isLive(symbol, timeframe));
    return Promise.all(others.map((each) => this.#load(each)));
  }

  // One answer is enough for however many ask meanwhile; one for a series that was given up and taken again is not its own.
  async #load({ symbol, timeframe }) {
    const series = this.store.state.series.get(seriesKey(symbol, timeframe));
    const turn = this.#turn;
    const isCurrent = () => turn === this.#turn && this.store.state.series.get(series.key) === series;
    if (this.#loading.get(series.key)?.isCurrent()) return this.#loading.get(series.key).done;
    const done = this.api.snapshot(symbol, timeframe).then(
      (snapshot) => isCurrent() && this.#takeChart(snapshot),
      (error) => isCurrent() && this.#failedSeries(series, error),
    );
    this.#loading.set(series.key, { isCurrent, done });
    await done;
    if (this.#loading.get(series.key)?.done === done) this.#loading.delete(series.key);
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
    if (again || !this.store.state.factsOf.has(symbol)) this.#loadFacts(symbol);
    const complete = this.store.openSeriesGate(symbol, timeframe, feed.id, feed.seq[address] ?? null);
    this.history.fill(this.store.state.series.get(seriesKey(symbol, timeframe)));
    return complete;
  }

  #selected(symbol, timeframe) {
    this.store.setProblem(null);
    this.store.select(symbol, timeframe);
  }

  // Beside the chart and never in its way: without them the page is complete.
  async #loadFacts(symbol) {
    this.store.resetFacts(symbol, []);
    const asked = [{ limit: FACTS }, ...SELDOM.map((type) => ({ type, limit: OF_EACH }))];
    const answers = await Promise.all(asked.map((query) => this.api.metadata({ symbol, ...query }).catch(() => [])));
    this.store.resetFacts(symbol, together(answers));
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
    this.#connection('live');
  }

  // An empty server has no symbol to take a snapshot of; its first candle makes one.
  #waitForFirstSymbol() {
    this.store.setProblem('No market data yet. Post candles to /ingest and they appear here.');
    this.#timer = this.timers.setTimeout(() => this.#synchronise(), 2_000);
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
    this.#connection('syncing');
    this.#retryLater({ told: error.retryAfter });
  }

  /**
   * A server that says when it wants to be asked again is believed for a while: it knows how long a takeover takes.
   * most: the wait grows no further than after so many attempts, for the same while.
   */
  #retryLater({ told = 0, most = Infinity } = {}) {
    if (this.#timer !== null) return;
    if (this.now() - this.#lastStart > HELPED) this.#failures = 0;
    const patient = this.#failures < BELIEVED;
    const attempt = patient ? Math.min(this.#failures, most) : this.#failures;
    const wait = patient && told > 0 ? Math.round(told * 1_000 * (0.5 + this.random() / 2)) : backoff(attempt, this.random);
    this.#timer = this.timers.setTimeout(() => this.#synchronise(), wait);
    this.#failures += 1;
  }

  #cancelRetry() {
    this.timers.clearTimeout(this.#timer);
    this.#timer = null;
  }

  // Once for each time the page was live, however often it is tried to become so again.
  #broken(kind) {
    const { connection, breaks } = this.store.state;
    if (connection.state !== 'live') return;
    this.store.set('breaks', { [kind]: breaks[kind] + 1, at: this.now(), backAt: null });
  }

  #connection(state, attempt = 0) {
    const { breaks } = this.store.state;
    if (state === 'live' && breaks.at !== null && breaks.backAt === null) this.store.set('breaks', { backAt: this.now() });
    this.store.set('connection', { state, attempt });
  }
}
