import { ADDRESS } from './bus.js';
import { emptyBars } from './model/bars.js';
import { Recent } from './model/latency.js';
import { Gate } from './model/gate.js';
import { fill } from './model/sparks.js';
import { mergeRow, mergeSummaries } from './state/board.js';
import { addOlder, applyBars, applyStudy, emptySeries, fillSeries, fillStudies, seriesKey } from './state/charts.js';
import { chooseFacts, forgetFacts, mergeFacts, resetFacts } from './state/facts.js';
import { mergeEntry, sortEntries } from './state/inbox.js';
import { addScore, addSignals, resetSignals } from './state/signals.js';

const MINUTE = 60_000;
/** How much a verdict says about an address whose message went to several gates. */
const WEIGHT = { drop: 0, hold: 1, apply: 2, gap: 3 };

/**
 * What the dashboard knows. A snapshot is applied first, then the deltas with higher numbers; whoever subscribes is told
 * which topics changed: connection breaks status board summary signals inbox chart facts selection outcome filter prefs panels typed replay clock minute, and
 * series/<SYMBOL>/<timeframe> for one series alone; with `answer` beside them it is what was asked for rather than what the market does.
 *
 * A symbol's address serves all its series, and each opens at the number of its own snapshot: so each has a gate of its own.
 */
export class Store {
  #subscribers = new Map();
  #gates = new Map();
  #seriesGates = new Map();
  #heardAt = null;

  /**
   * onGap(address): a delta was missed or another server run answers; the session has to fetch the snapshot again.
   * @param {{ onGap?: (address?: string) => void, now?: () => number }} [options]
   */
  constructor({ onGap = () => {}, now = Date.now } = {}) {
    this.onGap = onGap;
    this.now = now;
    /** The feed that the connection brings; null until its first message. */
    this.heardFeed = null;
    this.state = {
      connection: { state: 'connecting', attempt: 0 },
      /** How often this page was live and then was not: for a lost connection, or for a message that was missing. */
      breaks: { lost: 0, missing: 0, at: null, backAt: null },
      now: now(),
      clockOffset: 0,
      status: null,
      /** What is typed into the filter of each panel, by its id. */
      typed: {},
      rows: new Map(),
      gaps: new Map(),
      /** The last closes of the symbols, for small lines. */
      sparks: new Map(),
      summaries: new Map(),
      market: null,
      signals: new Map(),
      inbox: [],
      selection: { symbol: null, timeframe: '1m', signalId: null, why: null },
      timeframes: ['raw', '1m', '5m', '15m', '1h'],
      /** By "SYMBOL/timeframe": what charts show. */
      series: new Map(),
      /** The series of the selection once it is there; until then the one before. */
      chart: { ...emptySeries(), bars: emptyBars() },
      /** What the server can compute; null until it was asked. */
      catalog: null,
      /** Studies that the server, asked for them, did not know: {name: true}. */
      refused: {},
      panels: new Map(),
      facts: { symbol: null, items: [] },
      factsOf: new Map(),
      /** What the price did after the signal that is being explained: {id, bars, final, moves, …}; null before it was asked. */
      outcome: null,
      filter: { query: '' },
      /** The past that is played instead of the present, see model/replay.js; null for the present. */
      replay: null,
      prefs: {},
      problem: null,
      /** From hearing a message until it was drawn. */
      glass: new Recent(),
    };
  }

  subscribe(topics, listener) {
    for (const topic of topics) {
      if (!this.#subscribers.has(topic)) this.#subscribers.set(topic, new Set());
      this.#subscribers.get(topic).add(listener);
    }
    return () => topics.forEach((topic) => this.#unsubscribe(topic, listener));
  }

  #unsubscribe(topic, listener) {
    const listeners = this.#subscribers.get(topic);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#subscribers.delete(topic);
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
    const before = this.state.now;
    this.state.now = this.now();
    this.changed('clock');
    if (Math.floor(before / MINUTE) !== Math.floor(this.state.now / MINUTE)) this.changed('minute');
  }

  // What is let through

  /** A new connection: nothing is let through until the snapshot says where it stands. */
  closeGates() {
    for (const gate of [...this.#gates.values(), ...this.#seriesGates.values()]) gate.close();
  }

  /** The snapshot with this feed and number is in place: apply what was held meanwhile. */
  openGate(address, feed, seq) {
    return this.#open(this.#gate(address), address, feed, seq, (message) => this.#apply(message));
  }

  openSeriesGate(symbol, timeframe, feed, seq) {
    const key = seriesKey(symbol, timeframe);
    const gate = this.#seriesGates.get(key);
    const take = (message) => this.#applyToSeries([this.state.series.get(key)], message);
    return gate === undefined || this.#open(gate, ADDRESS.symbol(symbol), feed, seq, take);
  }

  isLive(symbol, timeframe) {
    return this.#seriesGates.get(seriesKey(symbol, timeframe))?.isOpen ?? false;
  }

  #open(gate, address, feed, seq, take) {
    const { ready, gap } = gate.open(feed, seq);
    for (const message of ready) take(message);
    if (gap) this.onGap(address);
    return !gap;
  }

  receive(address, message) {
    if (Number.isFinite(message.ts)) this.state.clockOffset = message.ts - this.now();
    this.heardFeed = message.feed;
    if (message.type === 'status') return this.#applyStatus(message);
    if (message.type === 'study') return this.#applyStudy(message);
    if (address.startsWith(ADDRESS.symbol(''))) return this.#receiveSeries(address, message);
    const verdict = this.#gate(address).offer(message);
    if (verdict === 'apply') this.#apply(message);
    if (verdict === 'gap') this.onGap(address);
    return verdict;
  }

  /** A chart draws what it was last told; the answer is to be called with the time when that is on the screen. */
  drawing() {
    const heardAt = this.#heardAt;
    this.#heardAt = null;
    return (at) => {
      if (heardAt !== null) this.state.glass.add(at - heardAt);
    };
  }

  #receiveSeries(address, message) {
    // The first of those that are drawn together has waited longest.
    if (message.type === 'bars') this.#heardAt ??= performance.now();
    const symbol = address.slice(ADDRESS.symbol('').length);
    const through = [];
    let heaviest = 'drop';
    for (const series of this.#seriesOf(symbol)) {
      const verdict = this.#seriesGates.get(series.key).offer(message);
      if (verdict === 'apply') through.push(series);
      if (WEIGHT[verdict] > WEIGHT[heaviest]) heaviest = verdict;
    }
    if (through.length) this.#applyToSeries(through, message);
    if (heaviest === 'gap') this.onGap(address);
    return heaviest;
  }

  // Charts

  /** From here on messages of this series are kept for its snapshot. */
  openSeries(symbol, timeframe) {
    const key = seriesKey(symbol, timeframe);
    if (this.state.series.has(key)) return;
    this.state.series.set(key, emptySeries(symbol, timeframe));
    this.#seriesGates.set(key, new Gate());
  }

  dropSeries(symbol, timeframe) {
    const key = seriesKey(symbol, timeframe);
    this.state.series.delete(key);
    this.#seriesGates.delete(key);
    if (!this.#seriesOf(symbol).length) forgetFacts(this.state, symbol);
  }

  applySnapshot(snapshot) {
    const { symbol, timeframe } = snapshot;
    this.openSeries(symbol, timeframe);
    const series = this.state.series.get(seriesKey(symbol, timeframe));
    fillSeries(series, snapshot);
    this.state.timeframes = snapshot.timeframes;
    addSignals(this.state, snapshot.signals ?? []);
    this.changed('answer', 'chart', 'signals', topicOf(series));
  }

  /** The selection's chart is this series from now on. */
  select(symbol, timeframe) {
    const { selection, series } = this.state;
    Object.assign(selection, { symbol, timeframe });
    this.state.chart = series.get(seriesKey(symbol, timeframe));
    if (this.state.facts.symbol !== symbol) chooseFacts(this.state, symbol);
    this.changed('chart', 'selection', 'facts');
  }

  failSeries(symbol, timeframe, text) {
    const series = this.state.series.get(seriesKey(symbol, timeframe));
    if (!series) return;
    series.problem = text;
    this.changed('answer', 'chart', topicOf(series));
  }

  addOlderBars(symbol, timeframe, bars) {
    this.#changeSeries(symbol, timeframe, (series) => addOlder(series, bars), 'answer');
  }

  /** asked: {names, from} */
  fillStudies(symbol, timeframe, answer, asked) {
    this.#changeSeries(symbol, timeframe, (series) => fillStudies(series, answer, asked), 'answer');
  }

  /** While somebody looks at old bars none are dropped. */
  holdBars(symbol, timeframe, held) {
    const series = this.state.series.get(seriesKey(symbol, timeframe));
    if (series) series.bars.held = held;
  }

  #changeSeries(symbol, timeframe, change, ...topics) {
    const series = this.state.series.get(seriesKey(symbol, timeframe));
    if (!series?.ready) return;
    change(series);
    this.changed('chart', topicOf(series), ...topics);
  }

  #seriesOf(symbol) {
    return [...this.state.series.values()].filter((series) => series.symbol === symbol);
  }

  #applyToSeries(all, message) {
    if (message.type === 'metadata') {
      if (mergeFacts(this.state, message.symbol, message.items ?? [])) this.changed('facts');
      return;
    }
    const changed = all.filter((series) => series && applyBars(series, message));
    if (changed.length) this.changed('chart', ...changed.map(topicOf));
  }

  #applyStudy(message) {
    const { symbol, timeframe } = message;
    this.#changeSeries(symbol, timeframe, (series) => applyStudy(series, message));
    return 'apply';
  }

  // Lists

  applySymbols(rows) {
    for (const row of rows) mergeRow(this.state, row, this.now());
    this.changed('answer', 'board');
  }

  /** lines: {symbol: [[time, close]]} */
  fillSparks(lines) {
    for (const [symbol, points] of Object.entries(lines)) fill(this.state.sparks, symbol, points);
    this.changed('answer', 'board');
  }

  applySummary({ market, stocks }) {
    mergeSummaries(this.state, { market, summaries: stocks });
    this.state.market = market;
    this.changed('answer', 'summary');
  }

  /** The newest entries there are; what was held before may have changed unheard. */
  resetInbox(entries) {
    this.state.inbox = sortEntries(entries);
    this.changed('answer', 'inbox');
  }

  /** The newest signals there are; of those held before only the one that is being explained stays. */
  resetSignals(signals) {
    resetSignals(this.state, signals);
    this.changed('answer', 'signals');
  }

  addSignals(signals) {
    addSignals(this.state, signals);
    this.changed('signals');
  }

  /** News, order book entries and figures of a symbol that has a chart, newest first. */
  resetFacts(symbol, items) {
    if (!this.#seriesOf(symbol).length) return;
    resetFacts(this.state, symbol, items);
    this.changed('answer', 'facts');
  }

  #gate(address) {
    if (!this.#gates.has(address)) this.#gates.set(address, new Gate());
    return this.#gates.get(address);
  }

  #apply(message) {
    switch (message.type) {
      case 'board':
        return this.#applyBoard(message);
      case 'signal':
        // After a takeover the last ones are told again; what is known of their outcome stays.
        return this.state.signals.has(String(message.signal.id)) ? undefined : this.addSignals([message.signal]);
      case 'score':
        return addScore(this.state, message) ? this.changed('signals') : undefined;
      case 'inbox':
        mergeEntry(this.state, message.entry);
        return this.changed('inbox');
      default:
        return undefined;
    }
  }

  #applyStatus(message) {
    const board = this.#gate(ADDRESS.board);
    const isFirst = this.state.status === null;
    this.state.status = message;
    if (isFirst) this.changed('answer', 'status');
    else this.changed('status');
    if (board.isOpen && board.feed !== message.feed) this.onGap(ADDRESS.status);
    return 'apply';
  }

  #applyBoard(message) {
    const { rows = [], summaries = [], market } = message;
    for (const row of rows) mergeRow(this.state, row, this.now());
    mergeSummaries(this.state, message);
    if (rows.length) this.changed('board');
    if (summaries.length || market) this.changed('summary');
  }
}

export const topicOf = ({ key }) => 'series/' + key;
