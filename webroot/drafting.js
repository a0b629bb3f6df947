import { MOST_LENGTH, valuesFor } from './model/draft.js';

/** So long nobody has typed before the server is asked. */
const PAUSE = 350;
/** The same for a slider. */
const GLIDE = 80;

/**
 * Has the server check and preview the strategy that is being written, one question at a time: a newer text ends the one before. Asks
 * nothing unless a panel shows the answer.
 */
export class Drafting {
  #shown = new Set();
  #timer = null;
  #asked = null;
  #of = '';

  /** storage: {recall, keep} of this browser. */
  constructor({ api, store, storage, timers = globalThis }) {
    this.api = api;
    this.store = store;
    this.storage = storage;
    this.timers = timers;
    const held = storage.recall();
    if (typeof held?.text === 'string' && held.text.length <= MOST_LENGTH) {
      store.set('draft', { text: held.text, values: held.values ?? {} });
    }
    store.subscribe(['selection', 'minute'], (topics) => this.#look(topics.includes('minute')));
  }

  /** A panel says whether it is in sight. */
  show({ panelId, shown }) {
    const before = this.#shown.size;
    if (shown) this.#shown.add(panelId);
    else this.#shown.delete(panelId);
    if (!before && this.#shown.size) {
      this.#loadWords();
      this.#soon(0);
    }
    if (before && !this.#shown.size) this.#stop();
  }

  edit({ text }) {
    if (text === this.store.state.draft.text) return;
    this.store.set('draft', { text });
    this.#keep();
    this.#soon(PAUSE);
  }

  /** value null: as the text says */
  adjust({ name, value }) {
    const { values } = this.store.state.draft;
    const others = Object.entries(values).filter(([each]) => each !== name);
    this.store.set('draft', { values: Object.fromEntries(value === null ? others : [...others, [name, value]]) });
    this.#keep();
    this.#soon(GLIDE, false);
  }

  #keep() {
    const { text, values } = this.store.state.draft;
    this.storage.keep({ text, values });
  }

  #look(again) {
    const { selection } = this.store.state;
    const of = `${selection.symbol}/${selection.timeframe}`;
    if (!this.#shown.size || (of === this.#of && !again)) return;
    this.#of = of;
    this.#soon(0, false);
  }

  // A question that has been put off may have been about the text.
  #checks = false;

  #soon(wait, checks = true) {
    this.timers.clearTimeout(this.#timer);
    this.#checks ||= checks;
    this.#timer = this.timers.setTimeout(() => this.#ask(), wait);
  }

  #stop() {
    this.timers.clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#asked = null;
    this.#answer({ result: null, phase: 'idle' });
  }

  async #ask() {
    if (!this.#shown.size) return;
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.store.set('draft', { phase: 'asking' });
    try {
      const done = await this.#answered(asked.signal);
      if (this.#asked === asked) this.#answer({ phase: 'done', failure: null, ...done });
    } catch (error) {
      if (this.#asked === asked) this.#answer({ phase: 'failed', result: null, failure: error.message });
    }
  }

  async #answered(signal) {
    const { text, params: known } = this.store.state.draft;
    let params = known;
    if (this.#checks) {
      const checked = await this.api.checkFormula(text, signal);
      if (signal.aborted) return {};
      this.#checks = false;
      if (checked.problems.length) return { problems: checked.problems, result: null };
      params = checked.params;
      this.store.set('draft', { params, problems: [] });
    }
    const { symbol, timeframe } = this.store.state.selection;
    const { problems, values } = this.store.state.draft;
    if (!symbol || problems.length) return { result: null };
    this.#of = `${symbol}/${timeframe}`;
    return this.api.previewFormula({ text, symbol, timeframe, params: valuesFor(params, values) }, signal);
  }

  #answer(change) {
    this.store.set('draft', change);
    this.store.changed('preview');
  }

  async #loadWords() {
    if (this.store.state.words.length) return;
    const words = await this.api.formulaWords().catch(() => []);
    this.store.state.words = words;
    this.store.changed('draft');
  }
}
