import { pace } from '../pace.js';

const URGENT = new Set(['answer', 'selection', 'filter', 'prefs', 'connection', 'layout', 'panels', 'typed', 'replay', 'draft', 'preview']);

/**
 * What every view shares: it is given the store, marks itself dirty when one of its topics changes, draws once per
 * animation frame, and lets go of everything when it leaves the page.
 *
 * shown(at) is called after each drawing. built() is called once, joined() each time it comes into the page (a panel that is moved leaves it for a moment), released()
 * each time it goes.
 *
 * What the user chose, and what was asked of the server for it, is drawn in the next frame; what the market changed at the page's
 * pace (see pace.js).
 */
export class View extends HTMLElement {
  /** @type {string[]} */
  static topics = [];
  /** What is of now only and can't be had of the past: it is not shown during a replay. */
  static hidesInReplay = false;
  #unsubscribe = null;
  #isBuilt = false;
  #unfollow = null;
  #frame = 0;
  #drawNow = () => this.#draw();
  store = null;

  attach(store) {
    this.store = store;
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback() {
    if (!this.store || this.#unsubscribe) return;
    if (!this.#isBuilt) this.built?.();
    this.#isBuilt = true;
    this.joined?.();
    const { topics, hidesInReplay } = /** @type {typeof View} */ (this.constructor);
    this.#unsubscribe = this.store.subscribe(hidesInReplay ? [...topics, 'replay'] : topics, (heard) => this.#heard(heard));
    this.invalidate();
  }

  /** Topics that are not known beforehand, such as that of one series, in place of those followed until now. */
  follow(topics) {
    this.#unfollow?.();
    this.#unfollow = this.store.subscribe(topics, (heard) => this.#heard(heard));
  }

  #heard(topics) {
    if (topics.some((topic) => URGENT.has(topic))) this.invalidate();
    else if (!this.#frame) pace.ask(this.#drawNow);
  }

  disconnectedCallback() {
    this.#unsubscribe?.();
    this.#unfollow?.();
    this.#unsubscribe = this.#unfollow = null;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    pace.forget(this.#drawNow);
    this.released?.();
  }

  invalidate() {
    pace.forget(this.#drawNow);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const { hidesInReplay } = /** @type {typeof View} */ (this.constructor);
    const hides = hidesInReplay && Boolean(this.store.state.replay);
    if (hidesInReplay) this.toggleAttribute('data-hidden-in-replay', hides);
    if (hides) return;
    this.draw(this.store.state);
    this.shown?.(performance.now());
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /** One listener for a list of rows: calls back with the data of the row that was activated. */
  onActivate(selector, listener) {
    this.addEventListener('click', (event) => {
      const hit = event.target.closest(selector);
      if (hit && this.contains(hit)) listener(hit.dataset, hit);
    });
  }
}
