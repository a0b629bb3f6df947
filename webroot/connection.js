/** Whether the page is live, and how often it was and then was not. */
export class Connection {
  constructor({ store, now }) {
    this.store = store;
    this.now = now;
  }

  get isLive() {
    return this.store.state.connection.state === 'live';
  }

  /** Counted once for each time the page was live, however often it is tried to become so again. */
  broken(kind) {
    const { breaks } = this.store.state;
    if (this.isLive) this.store.set('breaks', { [kind]: breaks[kind] + 1, at: this.now(), backAt: null });
  }

  /** connecting | syncing | live | reconnecting */
  become(state, attempt = 0) {
    const { breaks } = this.store.state;
    if (state === 'live' && breaks.at !== null && breaks.backAt === null) this.store.set('breaks', { backAt: this.now() });
    this.store.set('connection', { state, attempt });
  }
}
