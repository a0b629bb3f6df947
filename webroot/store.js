import { ADDRESS } from './bus.js';
import { usualGap } from './model/age.js';
import { applyUpdate, emptyBars, fromColumns, prependBars, resetBars } from './model/bars.js';
import { Gate } from './model/gate.js';
import { newestFirst } from './model/lists.js';

const MOST_SIGNALS = 1_000;
const MOST_ENTRIES = 200;
const MOST_FACTS = 200;

/**
 * What the dashboard knows. A snapshot is applied first, then the deltas with higher numbers; whoever subscribes is told
 * which topics changed: connection status board summary signals inbox chart facts selection
 * filter prefs clock.
 */
export class Store {
  #subscribers = new Map();
  #gates = new Map();

  /** onGap(address): a delta was missed or another server run answers; the session has to fetch the snapshot again. */
  constructor({ onGap = () => {}, now = Date.now } = {}) {
    this.onGap = onGap;
    this.now = now;
    /** The feed that the connection brings; null until its first message. */
    this.heardFeed = null;
    this.state = {
      connection: { state: 'connecting', attempt: 0 },
      now: now(),
      clockOffset: 0,
      status: null,
      rows: new Map(),
      gaps: new Map(),
      summaries: new Map(),
      market: null,
      signals: new Map(),
      inbox: [],
      selection: { symbol: null, timeframe: '1m', signalId: null },
      timeframes: ['raw', '1m', '5m', '15m', '1h'],
      chart: { symbol: null, timeframe: null, indicators: [], warmup: {}, bars: emptyBars(), exhausted: false },
      facts: { symbol: null, items: [] },
      filter: { query: '' },
      prefs: {},
      problem: null,
    };
  }

  subscribe(topics, listener) {
    for (const topic of topics) {
      if (!this.#subscribers.has(topic)) this.#subscribers.set(topic, new Set());
      this.#subscribers.get(topic).add(listener);
    }
    return () => topics.forEach((topic) => this.#subscribers.get(topic).delete(listener));
  }

  changed(...topics) {
    const listeners = new Set(topics.flatMap((topic) => [...(this.#subscribers.get(topic) ?? [])]));
    for (const listener of listeners) listener(topics);
  }

  set(topic, values) {
    const held = this.state[topic];
    this.state[topic] = held && typeof held === 'object' ? { ...held, ...values } : values;
    this.changed(topic);
  }

  setProblem(text) {
    if (this.state.problem === text) return;
    this.state.problem = text;
    this.changed('connection', 'chart');
  }

  tick() {
    this.state.now = this.now();
    this.changed('clock');
  }

  /** A new connection: nothing is let through until the snapshot says where it stands. */
  closeGates() {
    for (const gate of this.#gates.values()) gate.close();
  }

  closeGate(address) {
    this.#gate(address).close();
  }

  forget(address) {
    this.#gates.delete(address);
  }

  /** The snapshot with this feed and number is in place: apply what was held meanwhile. */
  openGate(address, feed, seq) {
    const { ready, gap } = this.#gate(address).open(feed, seq);
    for (const message of ready) this.#apply(message);
    if (gap) this.onGap(address);
    return !gap;
  }

  receive(address, message) {
    if (Number.isFinite(message.ts)) this.state.clockOffset = message.ts - this.now();
    this.heardFeed = message.feed;
    if (message.type === 'status') return this.#applyStatus(message);
    const verdict = this.#gate(address).offer(message);
    if (verdict === 'apply') this.#apply(message);
    if (verdict === 'gap') this.onGap(address);
    return verdict;
  }

  applySnapshot(snapshot) {
    const { chart, selection } = this.state;
    chart.symbol = snapshot.symbol;
    chart.timeframe = snapshot.timeframe;
    chart.indicators = snapshot.indicators;
    chart.warmup = snapshot.warmup ?? {};
    chart.exhausted = false;
    resetBars(chart.bars, fromColumns(snapshot.columns, snapshot.data), snapshot.open);
    this.state.timeframes = snapshot.timeframes;
    selection.symbol = snapshot.symbol;
    selection.timeframe = snapshot.timeframe;
    this.addSignals(snapshot.signals ?? []);
    this.changed('chart', 'selection', 'signals');
  }

  applySymbols(rows) {
    for (const row of rows) this.#mergeRow(row);
    this.changed('board');
  }

  applySummary({ market, stocks }) {
    this.state.market = market;
    for (const stock of stocks) this.state.summaries.set(stock.symbol, stock);
    this.changed('summary');
  }

  /** The newest entries there are; what was held before may have changed unheard. */
  resetInbox(entries) {
    this.state.inbox = [...entries].sort(newestEntryFirst);
    this.changed('inbox');
  }

  /** The newest signals there are; of those held before only the one that is being explained stays. */
  resetSignals(signals) {
    const chosen = this.state.signals.get(String(this.state.selection.signalId));
    this.state.signals = new Map(chosen ? [[String(chosen.id), chosen]] : []);
    this.addSignals(signals);
  }

  addSignals(signals) {
    const held = this.state.signals;
    for (const signal of signals) held.set(String(signal.id), signal);
    if (held.size > MOST_SIGNALS) {
      for (const old of newestFirst(held.values()).slice(MOST_SIGNALS * 0.8)) held.delete(String(old.id));
    }
    this.changed('signals');
  }

  /** News, order book entries and figures of the symbol on the chart, newest first. */
  resetFacts(symbol, items) {
    if (symbol !== this.state.chart.symbol) return;
    const newest = items[0]?.time ?? -Infinity;
    const since = this.state.facts.symbol === symbol ? this.state.facts.items.filter((item) => item.time > newest) : [];
    this.state.facts = { symbol, items: [...since, ...items] };
    this.changed('facts');
  }

  addOlderBars(symbol, timeframe, bars) {
    const { chart } = this.state;
    if (chart.symbol !== symbol || chart.timeframe !== timeframe) return;
    chart.exhausted = prependBars(chart.bars, bars) === 0;
    this.changed('chart');
  }

  #gate(address) {
    if (!this.#gates.has(address)) this.#gates.set(address, new Gate());
    return this.#gates.get(address);
  }

  #apply(message) {
    switch (message.type) {
      case 'board':
        return this.#applyBoard(message);
      case 'bars':
        return this.#applyBars(message);
      case 'metadata':
        return this.#applyFacts(message);
      case 'signal':
        // After a takeover the last ones are told again; what is known of their outcome stays.
        if (this.state.signals.has(String(message.signal.id))) return undefined;
        return this.addSignals([message.signal]);
      case 'score':
        return this.#applyScore(message);
      case 'inbox':
        this.#mergeEntry(message.entry);
        return this.changed('inbox');
      default:
        return undefined;
    }
  }

  #applyStatus(message) {
    const board = this.#gate(ADDRESS.board);
    this.state.status = message;
    this.changed('status');
    if (board.isOpen && board.feed !== message.feed) this.onGap(ADDRESS.status);
    return 'apply';
  }

  #applyBoard({ rows = [], summaries = [], market }) {
    for (const row of rows) this.#mergeRow(row);
    for (const summary of summaries) this.state.summaries.set(summary.symbol, summary);
    if (market) this.state.market = market;
    if (rows.length) this.changed('board');
    if (summaries.length || market) this.changed('summary');
  }

  #mergeRow(row) {
    const { rows, gaps } = this.state;
    const held = rows.get(row.symbol);
    // A list fetched during the switch to live may already be ahead of a delta that was held.
    if (held && row.lastTime < held.lastTime) return;
    if (held) gaps.set(row.symbol, usualGap(gaps.get(row.symbol) ?? 0, held.lastTime, row.lastTime));
    rows.set(row.symbol, { ...held, ...row });
  }

  #applyBars({ symbol, updates = [], warmup = {} }) {
    const { chart } = this.state;
    if (symbol !== chart.symbol) return;
    const mine = updates.filter((update) => update.timeframe === chart.timeframe);
    for (const update of mine) applyUpdate(chart.bars, update);
    if (warmup[chart.timeframe]) chart.warmup = warmup[chart.timeframe];
    if (mine.length || warmup[chart.timeframe]) this.changed('chart');
  }

  #applyFacts({ symbol, items = [] }) {
    const { facts } = this.state;
    if (symbol !== facts.symbol) return;
    const merged = [...items, ...facts.items].sort((a, b) => b.time - a.time);
    this.state.facts = { symbol, items: merged.slice(0, MOST_FACTS) };
    this.changed('facts');
  }

  #applyScore({ id, score }) {
    const signal = this.state.signals.get(String(id));
    if (!signal) return;
    this.state.signals.set(String(id), { ...signal, score });
    this.changed('signals');
  }

  #mergeEntry(entry) {
    const held = this.state.inbox.find((other) => other.id === entry.id);
    // Who creates an entry and who sends it may be two nodes, and the second be heard first.
    if (held && held.state !== 'pending' && entry.state === 'pending') return;
    const others = this.state.inbox.filter((other) => other !== held);
    this.state.inbox = [entry, ...others].sort(newestEntryFirst).slice(0, MOST_ENTRIES);
  }
}

function newestEntryFirst(a, b) {
  return (b.createdAt ?? 0) - (a.createdAt ?? 0);
}
