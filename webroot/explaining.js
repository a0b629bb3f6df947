/** Fetches what the explanation shows: why a signal was raised, or why a bar raised none. */
export class Explaining {
  /** show(series): brings a symbol and timeframe to the chart. */
  constructor({ api, store, show }) {
    this.api = api;
    this.store = store;
    this.show = show;
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
}
