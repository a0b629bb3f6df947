import { ADDRESS } from './bus.js';
import { backoff } from './model/backoff.js';
import { fromColumns } from './model/bars.js';

const SHARED = [ADDRESS.board, ADDRESS.signals, ADDRESS.inbox];
// A status comes every second: whatever still does not fit is noticed sooner.
const HELPED = 3_000;
const HISTORY_PAGE = 500;
const MOST_STRAYS = 2;
// As many as the lists show.
const SIGNALS = 150;
const ENTRIES = 100;

/**
 * Brings the store up to date and keeps it so: registers first, asks for the snapshot then, opens the gates last; starts
 * over after a gap, a reconnect or a failed request, with growing waits while that does not help.
 */
export class Session {
  #turn = 0;
  #failures = 0;
  #lastStart = -Infinity;
  #timer = null;
  #loadingOlder = false;
  #strays = 0;

  constructor({ bus, api, store, timers = globalThis, now = Date.now, random = Math.random }) {
    Object.assign(this, { bus, api, store, timers, now, random });
  }

  start({ symbol, timeframe }) {
    Object.assign(this.store.state.selection, { symbol: symbol ?? null, timeframe: timeframe ?? '1m' });
    for (const address of [...SHARED, ADDRESS.status]) this.bus.watch(address);
    if (symbol) this.bus.watch(ADDRESS.symbol(symbol));
    this.bus.start();
  }

  opened() {
    this.#connection('syncing');
    return this.#synchronise();
  }

  closed(attempt) {
    this.#turn += 1;
    this.#cancelRetry();
    this.store.heardFeed = null;
    this.#connection('reconnecting', attempt);
  }

  /** A delta is missing. Several addresses may notice at once, and a wrong route may make it permanent: wait a little more each time. */
  gap() {
    this.#connection('syncing');
    this.#retryLater();
  }

  /** Shows another symbol or timeframe; the rest of the feed goes on undisturbed. */
  async show({ symbol = this.store.state.selection.symbol, timeframe = this.store.state.selection.timeframe }) {
    const { selection } = this.store.state;
    if (!symbol) return this.store.set('selection', { timeframe });
    if (symbol === selection.symbol && timeframe === selection.timeframe) return;
    const previous = selection.symbol;
    this.store.set('selection', { symbol, timeframe });
    if (previous && previous !== symbol) {
      this.bus.unwatch(ADDRESS.symbol(previous));
      this.store.forget(ADDRESS.symbol(previous));
    }
    this.store.closeGate(ADDRESS.symbol(symbol));
    this.bus.watch(ADDRESS.symbol(symbol));
    if (this.store.state.connection.state !== 'live') {
      if (this.bus.isOpen) await this.#synchronise();
      return;
    }
    const turn = ++this.#turn;
    try {
      const snapshot = await this.api.snapshot(symbol, timeframe);
      if (turn === this.#turn) this.#takeChart(snapshot);
    } catch (error) {
      if (turn === this.#turn) this.#failed(error);
    }
  }

  /** Opens the explanation of a signal; one that is not at hand any more is fetched. */
  async explain(id) {
    this.store.set('selection', { signalId: id });
    if (id === null) return;
    const held = this.store.state.signals.get(String(id));
    const signal = held ?? (await this.api.signal(id).catch(() => null));
    if (!signal || this.store.state.selection.signalId !== id) return;
    if (!held) this.store.addSignals([signal]);
    await this.show(signal);
  }

  async loadOlder() {
    const { chart } = this.store.state;
    const first = chart.bars.closed[0];
    if (this.#loadingOlder || chart.exhausted || !first) return;
    this.#loadingOlder = true;
    const { symbol, timeframe, indicators } = chart;
    try {
      const query = { symbol, timeframe, to: first.time, limit: HISTORY_PAGE };
      const [candles, values] = await Promise.all([
        this.api.candles(query),
        this.api.indicators({ ...query, names: indicators }),
      ]);
      this.store.addOlderBars(symbol, timeframe, joined(candles, values));
    } catch {
      chart.exhausted = true;
    } finally {
      this.#loadingOlder = false;
    }
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
      this.bus.watch(ADDRESS.symbol(symbols[0].symbol));
    }
    return symbols;
  }

  #takeChart(snapshot, again = false) {
    const address = ADDRESS.symbol(snapshot.symbol);
    this.store.setProblem(null);
    this.store.applySnapshot(snapshot);
    if (again || this.store.state.facts.symbol !== snapshot.symbol) this.#loadFacts(snapshot.symbol);
    return this.store.openGate(address, snapshot.feed.id, snapshot.feed.seq[address] ?? null);
  }

  // Beside the chart and never in its way: without them the page is complete.
  async #loadFacts(symbol) {
    this.store.resetFacts(symbol, []);
    const items = await this.api.metadata({ symbol, limit: 50 }).catch(() => []);
    this.store.resetFacts(symbol, items);
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
      this.bus.unwatch(ADDRESS.symbol(selection.symbol));
      selection.symbol = null;
    }
    this.store.setProblem(error.message);
    this.#connection('syncing');
    this.#retryLater();
  }

  #retryLater() {
    if (this.#timer !== null) return;
    if (this.now() - this.#lastStart > HELPED) this.#failures = 0;
    this.#timer = this.timers.setTimeout(() => this.#synchronise(), backoff(this.#failures, this.random));
    this.#failures += 1;
  }

  #cancelRetry() {
    this.timers.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #connection(state, attempt = 0) {
    this.store.set('connection', { state, attempt });
  }
}

function joined(candles, values) {
  const bars = fromColumns(candles.columns, candles.data);
  const byTime = new Map(fromColumns(values.columns, values.data).map((bar) => [bar.time, bar.values]));
  return bars.map((bar) => ({ ...bar, values: byTime.get(bar.time) ?? {} }));
}
