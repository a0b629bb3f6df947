import { fromColumns, missingValues } from './model/bars.js';
import { isStudy } from './model/indicators.js';

const LEAST_PAGE = 500;
const MOST_PAGE = 2_000;
const LARGEST_ANSWER = 10_000;
const MOST_NAMES = 32;
/** Of a range that somebody asks for, at most: 100,000 bars are more than anybody looks at. */
const MOST_PAGES = 20;
const RECENT = 300;
const AGAIN = 2_000;
/** The server's code for an indicator, or a parameter of one, that it does not have. */
const NOT_COMPUTED = 'invalid_indicator';

/** Fetches what charts lack: older bars, and values of studies for the bars they have. */
export class History {
  #older = new Map();
  #filling = new Set();
  #complete = new WeakMap();
  #refused = new Set();

  /** studiesOf(key): the studies that are wanted of a series. */
  constructor({ api, store, studiesOf, timers }) {
    this.api = api;
    this.store = store;
    this.studiesOf = studiesOf;
    this.timers = timers;
  }

  start() {
    this.timers.setInterval?.(() => this.fillAll(), AGAIN);
  }

  /** A page of older bars, `least` of them; whether that worked. */
  async loadOlder(series, least = LEAST_PAGE) {
    if (!series?.ready || this.#older.has(series.key)) return this.#older.get(series?.key);
    const { symbol, timeframe, bars, indicators, key } = series;
    const first = bars.closed[0];
    if (series.exhausted || !first) return false;
    const limit = Math.min(LARGEST_ANSWER, Math.max(least, Math.min(MOST_PAGE, bars.closed.length)));
    const names = this.#askable([...new Set([...indicators.filter(isStudy), ...this.studiesOf(key)])]);
    const query = { symbol, timeframe, to: first.time, limit };
    const loading = Promise.all([this.api.candles(query), this.#values({ ...query, names })])
      .then(([candles, values]) => this.store.addOlderBars(symbol, timeframe, joined(candles, values)))
      .then(() => true)
      // The next scroll tries again, unless the server would only say the same once more.
      .catch(({ status }) => {
        if (status >= 400 && status < 500) series.exhausted = true;
        return false;
      })
      .finally(() => this.#older.delete(key));
    this.#older.set(key, loading);
    return loading;
  }

  /** Loads older bars until there are some at or before a time, or there are no older ones. */
  async loadUntil(series, time) {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      if (!series?.ready || series.exhausted || series.bars.closed[0]?.time <= time) return;
      if (!(await this.loadOlder(series, LARGEST_ANSWER / 2))) return;
    }
  }

  /** All raw candles from one time up to and with another, late ones too, as {columns, data}; the newest of them if there are too many. */
  async rows({ symbol, from, to }) {
    let columns = [];
    const pages = [];
    // A candle's time is in microseconds.
    let end = to + 0.001;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.api.candles({ symbol, timeframe: 'raw', from, to: end, limit: LARGEST_ANSWER });
      columns = answer.columns;
      pages.unshift(answer.data);
      if (answer.data.length < LARGEST_ANSWER) break;
      end = answer.data[0][columns.indexOf('time')];
    }
    return { columns, data: pages.flat() };
  }

  fillAll() {
    for (const series of this.store.state.series.values()) this.fill(series);
  }

  /** Values of studies for closed bars that lack them: new studies', and of bars that closed while the server warmed up. */
  async fill(series) {
    const names = this.#askable(this.studiesOf(series.key));
    if (!series.ready || !names.length || this.#filling.has(series.key)) return;
    const { closed, epoch } = series.bars;
    // All of ten thousand bars are looked through once; after that only the newest can lack something.
    const state = `${epoch} ${names}`;
    const from0 = this.#complete.get(series) === state ? Math.max(0, closed.length - RECENT) : 0;
    const gap = missingValues(series.bars, names, from0);
    if (!gap) return void this.#complete.set(series, state);
    this.#filling.add(series.key);
    const { symbol, timeframe } = series;
    const first = Math.max(gap.first, gap.last - LARGEST_ANSWER + 1);
    const from = closed[first].time;
    const query = { symbol, timeframe, names, from, to: closed[gap.last + 1]?.time, limit: gap.last - first + 1 };
    try {
      // A bar may close while this is under way; with the newest asked for, one more is there.
      if (query.to === undefined) query.limit = Math.min(LARGEST_ANSWER, query.limit + 5);
      this.store.fillStudies(symbol, timeframe, await this.#values(query), { names, from });
    } catch {
      // The next round tries again.
    } finally {
      this.#filling.delete(series.key);
    }
  }

  async #values(query) {
    if (!query.names.length) return { columns: ['time'], data: [] };
    try {
      return await this.api.indicators(query);
    } catch (problem) {
      if (problem.code !== NOT_COMPUTED || !(await this.#findRefused(query))) throw problem;
      return this.#values({ ...query, names: this.#askable(query.names) });
    }
  }

  #askable(names) {
    return names.filter((name) => !this.#refused.has(name)).slice(0, MOST_NAMES);
  }

  // A layout from elsewhere may name what this server doesn't know; that must not keep the others' values away.
  async #findRefused({ names, ...query }) {
    const refuses = (name) =>
      this.api.indicators({ ...query, names: [name], limit: 1 }).then(
        () => false,
        ({ code }) => code === NOT_COMPUTED,
      );
    const answers = await Promise.all(names.map(refuses));
    const found = names.filter((name, i) => answers[i]);
    for (const name of found) this.#refused.add(name);
    if (found.length) this.store.set('refused', Object.fromEntries(found.map((name) => [name, true])));
    return found.length > 0;
  }
}

// A late candle of raw made no bar when it came: no indicator knows it, and a chart that saw it come drew none.
function joined(candles, values) {
  const late = candles.columns.indexOf('late');
  const bars = fromColumns(candles.columns, late < 0 ? candles.data : candles.data.filter((row) => !row[late]));
  const byTime = new Map(fromColumns(values.columns, values.data).map((bar) => [bar.time, bar.values]));
  return bars.map((bar) => ({ ...bar, values: byTime.get(bar.time) ?? {} }));
}
