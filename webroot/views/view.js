const REST_AFTER_DRAWING = 6;
const URGENT = new Set(['selection', 'filter', 'prefs', 'connection', 'layout', 'panels']);

/**
 * What every view shares: it is given the store, marks itself dirty when one of its topics changes, draws once per
 * animation frame, and lets go of everything when it leaves the page.
 *
 * shown(at) is called after each drawing. built() is called once, joined() each time it comes into the page (a panel that is moved leaves it for a moment), released()
 * each time it goes.
 *
 * A view that took long to draw rests in proportion before it follows the market again, so that a list of hundreds of
 * symbols on a slow machine costs a fixed share of it; what the user chose is drawn in the next frame all the same.
 */
export class View extends HTMLElement {
  static topics = [];
  #unsubscribe = null;
  #isBuilt = false;
  #unfollow = null;
  #frame = 0;
  #rest = 0;
  #cost = 0;
  #drawnAt = 0;
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
    this.#unsubscribe = this.store.subscribe(this.constructor.topics, (topics) => this.#heard(topics));
    this.invalidate();
  }

  /** Topics that are not known beforehand, such as that of one series, in place of those followed until now. */
  follow(topics) {
    this.#unfollow?.();
    this.#unfollow = this.store.subscribe(topics, (heard) => this.#heard(heard));
  }

  #heard(topics) {
    if (topics.some((topic) => URGENT.has(topic))) this.invalidate();
    else this.#invalidateRested();
  }

  disconnectedCallback() {
    this.#unsubscribe?.();
    this.#unfollow?.();
    this.#unsubscribe = this.#unfollow = null;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
    this.#frame = this.#rest = 0;
    this.released?.();
  }

  invalidate() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const begun = performance.now();
      this.draw(this.store.state);
      this.#drawnAt = performance.now();
      this.#cost = this.#drawnAt - begun;
      this.shown?.(this.#drawnAt);
    });
  }

  #invalidateRested() {
    const wait = this.#drawnAt + this.#cost * REST_AFTER_DRAWING - performance.now();
    if (wait < 16) return this.invalidate();
    this.#rest ||= setTimeout(() => {
      this.#rest = 0;
      this.invalidate();
    }, wait);
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
