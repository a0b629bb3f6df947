import { serverNow } from './model/age.js';
import { closedAt } from './model/lists.js';
import { allMarked, marked, readReading, together, unreadCount } from './model/reading.js';
import {
  cleared,
  dismissed,
  entryToast,
  isSince,
  knowing,
  noToasts,
  offered,
  paused,
  resumed,
  signalToast,
  ticked,
} from './model/toasts.js';
import { price } from './model/format.js';
import { fillingOf } from './model/standing.js';
import { entriesKnown } from './model/replay.js';

const TICK = 500;
// A signal of the very moment in which the page came up may be a little older than that.
const SLACK = 5_000;
const NEWS_FOR = 3_600_000;

/**
 * Tells of what is new: keeps what was read (`state.reading`, `state.unread`) and the toasts (`state.toasts`; topics reading and
 * toasts), and passes news on to the browser's notifications and the sound if they are wanted.
 */
export class News {
  #silent = true;
  #since = 0;

  /** @param {{ store: any, storage: any, sound: any, page?: any, now?: () => number, timers?: any }} given */
  constructor({ store, storage, sound, page = globalThis, now = Date.now, timers = globalThis }) {
    this.store = store;
    this.storage = storage;
    this.sound = sound;
    this.page = page;
    this.now = now;
    const reading = readReading(storage.recall(), now());
    Object.assign(store.state, { reading, unread: 0, toasts: noToasts() });
    storage.keep(reading);
    store.subscribe(['signals', 'inbox'], () => this.#look());
    store.subscribe(['inbox', 'replay'], () => this.#count());
    store.subscribe(['replay'], () => store.state.replay && this.#toasts(cleared(store.state.toasts)));
    // What came while the page was not live is told once it is; what was there at the start never is.
    store.subscribe(['connection'], () => this.#look());
    store.subscribe(['prefs'], () => this.#wanted() === 'off' && this.#toasts(cleared(store.state.toasts)));
    timers.setInterval(() => this.#toasts(ticked(store.state.toasts, now())), TICK);
  }

  read({ all = false, id = null, signalId = null }) {
    const { reading, inbox } = this.store.state;
    const meant = (entry) => String(entry.id) === String(id) || (signalId !== null && String(entry.signalId) === String(signalId));
    const next = all ? allMarked(reading, inbox) : marked(reading, inbox.filter(meant));
    if (next === reading) return;
    this.store.state.reading = next;
    this.storage.keep(next);
    this.#count(true);
  }

  /** Another tab has read something: what is read in one is read in all. */
  elsewhere() {
    const stored = this.storage.recall();
    if (!stored) return;
    this.store.state.reading = together(this.store.state.reading, readReading(stored, this.now()));
    this.#count(true);
  }

  toast({ act, key = null }) {
    const { toasts } = this.store.state;
    const now = this.now();
    if (act === 'dismiss') this.#toasts(dismissed(toasts, key, now));
    if (act === 'pause') this.#toasts(paused(toasts, now));
    if (act === 'resume') this.#toasts(resumed(toasts, now));
  }

  /** To be called from a click: browsers refuse to ask at any other time. */
  async askForBrowser() {
    if (!this.page.Notification) return 'unsupported';
    return this.page.Notification.requestPermission();
  }

  #wanted() {
    return this.store.state.prefs.toasts ?? 'all';
  }

  #items() {
    const { signals, inbox } = this.store.state;
    return [...[...signals.values()].map(signalToast), ...[...inbox].reverse().map(entryToast)];
  }

  #look() {
    const { state } = this.store;
    const items = this.#items();
    if (state.connection.state !== 'live') {
      // Until it has been live once, everything is history.
      if (this.#silent) this.#know(items);
      return;
    }
    if (this.#silent) {
      this.#silent = false;
      this.#since = serverNow(this.now(), state.clockOffset) - SLACK;
      return this.#know(items);
    }
    const unknown = items.filter((item) => isSince(item, this.#since) && !state.toasts.known.has(item.key));
    // What comes during a replay is of its future: it is in the lists when that is over.
    const [old, fresh] = [true, false].map((wanted) =>
      unknown.filter((item) => (Boolean(state.replay) || this.#isHistory(item)) === wanted),
    );
    if (old.length) this.#know(old);
    if (fresh.length) this.#tell([...new Map(fresh.map((item) => [item.key, item])).values()]);
  }

  // What is raised by data of the past is no news, however late it was raised.
  #isHistory({ signalId, symbol }) {
    const { signals, status, clockOffset } = this.store.state;
    const signal = signals.get(String(signalId));
    if (!signal) return fillingOf(status, symbol) !== null;
    return closedAt(signal) < serverNow(this.now(), clockOffset) - NEWS_FOR;
  }

  #know(items) {
    if (!items.length) return;
    this.store.state.toasts = knowing(
      this.store.state.toasts,
      items.map((item) => item.key),
    );
  }

  #tell(items) {
    const { prefs, selection } = this.store.state;
    const wanted = this.#wanted();
    const isMeant = (item) => wanted === 'all' || (wanted === 'chart' && item.symbol === selection.symbol);
    const meant = items.filter(isMeant);
    this.#know(items.filter((item) => !isMeant(item)));
    if (!meant.length) return;
    this.#toasts(offered(this.store.state.toasts, meant, this.now()));
    if (prefs.sound) this.sound.play(meant.at(-1).side);
    if (prefs.browser && this.page.document.hidden) this.#notify(meant);
  }

  #notify(items) {
    const { Notification } = this.page;
    if (Notification?.permission !== 'granted') return;
    const last = items.at(-1);
    const { rows } = this.store.state;
    const title = items.length > 1 ? `${items.length} new signals` : headline(last, rows);
    try {
      const note = new Notification(title, {
        body: items.length > 1 ? headline(last, rows) : detail(last),
        tag: last.key,
        icon: 'favicon.svg',
      });
      note.onclick = () => {
        this.page.focus();
        note.close();
        if (last.signalId) this.page.document.dispatchEvent(new CustomEvent('tt-signal', { detail: { id: last.signalId } }));
      };
    } catch {
      // Some phones know the name and refuse to make one outside of a service worker.
    }
  }

  #toasts(next) {
    if (next === this.store.state.toasts) return;
    this.store.state.toasts = next;
    this.store.changed('toasts');
  }

  #count(changed = false) {
    const { reading, unread } = this.store.state;
    const count = unreadCount(reading, entriesKnown(this.store.state));
    if (count === unread && !changed) return;
    this.store.state.unread = count;
    this.store.changed('reading');
  }
}

/** `rows`: what is known of symbols, their decimals among it. */
export function headline({ side, symbol, subject, price: at }, rows) {
  if (subject) return subject;
  return `${side === 'buy' ? '▲ Buy' : '▼ Sell'} ${symbol} ${price(at, rows?.get(symbol)?.digits)}`;
}

export function detail({ strategy, timeframe, text }) {
  return text ?? [strategy, timeframe].filter(Boolean).join(' · ');
}
