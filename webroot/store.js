import { ADDRESS } from './bus.js';
import { Gates } from './model/gates.js';
import { fill } from './model/sparks.js';
import { mergeRow, mergeSummaries } from './state/board.js';
import { addOlder, applyBars, applyStudy, emptySeries, fillSeries, fillStudies, seriesKey } from './state/charts.js';
import { firstState } from './state/first.js';
import { chooseFacts, forgetFacts, mergeFacts, resetFacts } from './state/facts.js';
import { sortEntries } from './state/inbox.js';
import { applyMessage } from './state/messages.js';
import { addSignals, resetSignals } from './state/signals.js';
import { Topics } from './topics.js';

const MINUTE = 60_000;

/**
 * What the dashboard knows. A snapshot is applied first, then the deltas with higher numbers. Topics: connection breaks status board
 * summary signals inbox chart facts selection outcome draft preview filter prefs panels typed replay clock minute, series/<SYMBOL>/<timeframe> for one
 * series alone; with `answer` beside them a change is what was asked for rather than what the market does.
 */
export class Store extends Topics {
  #gates = new Gates();

  /**
   * onGap(address): a delta was missed or another server run answers; the session has to fetch the snapshot again.
   * @param {{ onGap?: (address?: string) => void, now?: () => number }} [options]
   */
  constructor({ onGap = () => {}, now = Date.now } = {}) {
    super();
    this.onGap = onGap;
    this.now = now;
    /** The feed that the connection brings; null until its first message. */
    this.heardFeed = null;
    this.state = firstState(now());
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

  /** A new connection: nothing is let through until the snapshot says where it stands. */
  closeGates() {
    this.#gates.close();
  }

  /** The snapshot with this feed and number is in place: apply what was held meanwhile. */
  openGate(address, feed, seq) {
    return this.#opened(address, this.#gates.of(address).open(feed, seq), (message) => this.#apply(message));
  }

  openSeriesGate(symbol, timeframe, feed, seq) {
    const key = seriesKey(symbol, timeframe);
    const take = (message) => this.#applyToSeries([this.state.series.get(key)], message);
    return this.#opened(ADDRESS.symbol(symbol), this.#gates.openSeries(key, feed, seq), take);
  }

  isLive(symbol, timeframe) {
    return this.#gates.isSeriesOpen(seriesKey(symbol, timeframe));
  }

  #opened(address, { ready, gap }, take) {
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
    const verdict = this.#gates.of(address).offer(message);
    if (verdict === 'apply') this.#apply(message);
    if (verdict === 'gap') this.onGap(address);
    return verdict;
  }

  /** As {@link Glass#drawing}. */
  drawing() {
    return this.state.glass.drawing();
  }

  #receiveSeries(address, message) {
    if (message.type === 'bars') this.state.glass.heard(performance.now());
    const symbol = address.slice(ADDRESS.symbol('').length);
    const { through, heaviest } = this.#gates.offerSeries(this.#seriesOf(symbol), message);
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
    this.#gates.addSeries(key);
  }

  dropSeries(symbol, timeframe) {
    const key = seriesKey(symbol, timeframe);
    this.state.series.delete(key);
    this.#gates.dropSeries(key);
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

  #apply(message) {
    this.changed(...applyMessage(this.state, message, this.now()));
  }

  #applyStatus(message) {
    const board = this.#gates.of(ADDRESS.board);
    const isFirst = this.state.status === null;
    this.state.status = message;
    if (isFirst) this.changed('answer', 'status');
    else this.changed('status');
    if (board.isOpen && board.feed !== message.feed) this.onGap(ADDRESS.status);
    return 'apply';
  }
}

const topicOf = ({ key }) => 'series/' + key;
