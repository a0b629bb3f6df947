import { atEnd, ledBy, play, readReplay, startReplay, step } from './model/replay.js';
import { seriesKey } from './state/charts.js';

const TICK = 100;

/**
 * Plays the past on the whole page, in this browser only: `state.replay`, null when there is none (topic replay). It is kept for
 * this tab, so that a reload shows nothing of what it hid.
 */
export class Replay {
  #timer = null;
  #at = 0;

  constructor({ store, storage, now = () => performance.now(), timers = globalThis }) {
    this.store = store;
    this.storage = storage;
    this.now = now;
    this.timers = timers;
    store.state.replay = readReplay(storage.recall());
  }

  /** act: start (at `time`), move (`by` bars), toggle, speed, end; of the chart that shows `symbol` in `timeframe`. */
  do({ act, symbol, timeframe, time, by, speed }) {
    const { replay } = this.store.state;
    const series = this.#series(symbol, timeframe);
    if (act === 'end') return this.#set(null);
    if (act === 'start') return series?.ready && this.#set(startReplay(series, time, replay?.speed));
    if (!replay) return undefined;
    if (act === 'speed') return this.#set({ ...replay, speed });
    const led = series?.ready ? ledBy(replay, series) : replay;
    const { bars } = this.#series(led.symbol, led.timeframe) ?? {};
    if (!bars?.closed.length) return undefined;
    if (act === 'move') return this.#set({ ...step(led, bars, by), playing: false });
    return this.#set({ ...led, playing: !led.playing && !atEnd(led, bars), due: 0 });
  }

  #series(symbol, timeframe) {
    return this.store.state.series.get(seriesKey(symbol, timeframe));
  }

  #set(next) {
    this.store.state.replay = next;
    this.storage.keep(next);
    this.timers.clearInterval(this.#timer);
    if (next?.playing) {
      this.#at = this.now();
      this.#timer = this.timers.setInterval(() => this.#tick(), TICK);
    }
    this.store.changed('replay');
  }

  #tick() {
    const { replay, selection } = this.store.state;
    // The chart that set the pace may show something else by now.
    const held = this.#series(replay.symbol, replay.timeframe);
    const series = held?.ready ? held : this.#series(replay.symbol, selection.timeframe);
    const now = this.now();
    const passed = now - this.#at;
    this.#at = now;
    if (!series?.ready || !series.bars.closed.length) return;
    const next = play(ledBy(replay, series), series.bars, passed);
    const moved = next.at !== replay.at;
    if (!next.playing) return this.#set(next);
    this.store.state.replay = next;
    if (!moved) return;
    this.storage.keep(next);
    this.store.changed('replay');
  }
}
