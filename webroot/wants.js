import { ADDRESS } from './bus.js';
import { seriesKey } from './state/charts.js';

/**
 * What the charts on the page want: which series, and which studies the server has to compute for them. Several may want the
 * same; it is given up when the last of them does.
 */
export class Wants {
  #of = new Map();
  #watched = new Set();

  constructor(bus) {
    this.bus = bus;
  }

  /** wanted: [{symbol, timeframe, studies:[name]}]; none to give everything up. */
  set(owner, wanted) {
    if (wanted.length) this.#of.set(owner, wanted);
    else this.#of.delete(owner);
  }

  /** Every series wanted, by its key, with the studies of all who want it. */
  series() {
    const all = new Map();
    for (const { symbol, timeframe, studies = [] } of [...this.#of.values()].flat()) {
      const key = seriesKey(symbol, timeframe);
      const series = all.get(key) ?? { symbol, timeframe, studies: new Set() };
      for (const name of studies) series.studies.add(name);
      all.set(key, series);
    }
    return all;
  }

  studiesOf(key) {
    return [...(this.series().get(key)?.studies ?? [])];
  }

  /** Has the bus hear what is wanted now and nothing else of charts. */
  watch() {
    const addresses = new Set();
    for (const { symbol, timeframe, studies } of this.series().values()) {
      addresses.add(ADDRESS.symbol(symbol));
      for (const name of studies) addresses.add(ADDRESS.study(symbol, timeframe, name));
    }
    for (const address of this.#watched) if (!addresses.has(address)) this.bus.unwatch(address);
    for (const address of addresses) if (!this.#watched.has(address)) this.bus.watch(address);
    this.#watched = addresses;
  }
}
