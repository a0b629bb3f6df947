import { seriesKey } from './state/charts.js';

/** Fetches the snapshots of the series that charts show. */
export class SeriesLoading {
  #loading = new Map();

  /**
   * turn(): the number of the connection's present start; take(snapshot), failed(series, error): what becomes of an answer.
   * @param {{ api: any, store: any, turn: () => number, take: (snapshot: any) => void, failed: (series: any, error: any) => void }} options
   */
  constructor({ api, store, turn, take, failed }) {
    this.api = api;
    this.store = store;
    this.turn = turn;
    this.take = take;
    this.failed = failed;
  }

  /** Every series that is wanted and not live, but for the chosen one. */
  loadOthers() {
    const { selection, series } = this.store.state;
    const chosen = seriesKey(selection.symbol, selection.timeframe);
    const others = [...series.values()].filter(({ key, symbol, timeframe }) => key !== chosen && !this.store.isLive(symbol, timeframe));
    return Promise.all(others.map((each) => this.load(each)));
  }

  // One answer is enough for however many ask meanwhile; one for a series that was given up and taken again is not its own.
  async load({ symbol, timeframe }) {
    const series = this.store.state.series.get(seriesKey(symbol, timeframe));
    const turn = this.turn();
    const isCurrent = () => turn === this.turn() && this.store.state.series.get(series.key) === series;
    if (this.#loading.get(series.key)?.isCurrent()) return this.#loading.get(series.key).done;
    const done = this.api.snapshot(symbol, timeframe).then(
      (snapshot) => isCurrent() && this.take(snapshot),
      (error) => isCurrent() && this.failed(series, error),
    );
    this.#loading.set(series.key, { isCurrent, done });
    await done;
    if (this.#loading.get(series.key)?.done === done) this.#loading.delete(series.key);
  }
}
