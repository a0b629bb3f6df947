/**
 * What every view shares: it is given the store, marks itself dirty when one of its topics changes, draws once per
 * animation frame, and lets go of everything when it leaves the page.
 */
export class View extends HTMLElement {
  static topics = [];
  #unsubscribe = null;
  #frame = 0;
  store = null;

  attach(store) {
    this.store = store;
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback() {
    if (!this.store || this.#unsubscribe) return;
    this.built?.();
    this.#unsubscribe = this.store.subscribe(this.constructor.topics, () => this.invalidate());
    this.invalidate();
  }

  disconnectedCallback() {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.released?.();
  }

  invalidate() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.draw(this.store.state);
    });
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /** One listener for a list of rows: calls back with the row's data when something matching is activated. */
  onActivate(selector, listener) {
    this.addEventListener('click', (event) => {
      const hit = event.target.closest(selector);
      if (hit && this.contains(hit)) listener(hit.dataset, hit);
    });
  }
}
