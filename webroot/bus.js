import { backoff } from './model/backoff.js';

/** The addresses the bridge lets out. */
export const ADDRESS = {
  board: 'dashboard.board',
  signals: 'dashboard.signals',
  inbox: 'dashboard.inbox',
  status: 'dashboard.status',
  symbol: (symbol) => 'dashboard.symbol.' + symbol,
  /** Of the value of sma(9) on AAPL's 1m bars: dashboard.study.1m.sma-9.AAPL */
  study: (symbol, timeframe, name) =>
    ['dashboard.study', timeframe, name.replace(')', '').replace(/[(,]/g, '-').replaceAll('.', '_'), symbol].join('.'),
};

const SILENCE_LIMIT = 12_000;
const OPEN_LIMIT = 10_000;

/**
 * The only place that knows the event-bus client: connects, comes back by itself, and registers every watched address
 * on each connection, because the client forgets its handlers with the socket.
 *
 * The client's own reconnect is left off: its delay 1000 * 2^n becomes NaN after about a thousand attempts, that is zero,
 * so a page left open over a long outage would end in a hot loop.
 */
export class Bus {
  #addresses = new Set();
  #client = null;
  #attempt = 0;
  #timer = null;
  #lastHeard = 0;

  /** hears: {opened(), closed(attempt, waitMs), message(address, message)} */
  constructor(hears, { create = sockJsClient, timers = globalThis, now = Date.now, random = Math.random } = {}) {
    this.hears = hears;
    this.create = create;
    this.timers = timers;
    this.now = now;
    this.random = random;
  }

  start() {
    this.#connect();
    // dashboard.status comes every second even in a quiet market, so silence means a dead socket that nobody has closed.
    this.timers.setInterval(() => this.#checkSilence(), 2_000);
  }

  get isOpen() {
    return this.#client?.state === 1;
  }

  watch(address) {
    if (this.#addresses.has(address)) return;
    this.#addresses.add(address);
    if (this.isOpen) this.#register(this.#client, address);
  }

  unwatch(address) {
    if (!this.#addresses.delete(address) || !this.isOpen) return;
    const handler = this.#client.ticktideHandlers.get(address);
    if (handler) this.#client.unregisterHandler(address, handler);
  }

  /** The network came back or the page is looked at again: do not sit out the rest of the wait. */
  hurry() {
    if (this.#timer === null) return;
    this.timers.clearTimeout(this.#timer);
    this.#timer = null;
    this.#connect();
  }

  /** Gives the connection up for another one, which may lead elsewhere. */
  reconnect() {
    const client = this.#client;
    if (!client) return;
    this.#lost(client);
    client.close();
  }

  #connect() {
    const client = this.create();
    this.#client = client;
    this.#lastHeard = this.now();
    client.ticktideHandlers = new Map();
    client.onerror = () => {};
    client.onunhandled = () => {};
    client.onopen = () => {
      if (client !== this.#client) return;
      this.#lastHeard = this.now();
      for (const address of this.#addresses) this.#register(client, address);
      this.hears.opened();
    };
    client.onclose = () => this.#lost(client);
  }

  #register(client, address) {
    const handler = (error, envelope) => {
      if (error || client !== this.#client) return;
      this.#lastHeard = this.now();
      // Only a message proves the connection; a server that accepts and hangs up must not be asked at full speed.
      this.#attempt = 0;
      const message = parse(envelope.body);
      if (message) this.hears.message(address, message);
    };
    client.ticktideHandlers.set(address, handler);
    client.registerHandler(address, handler);
  }

  #lost(client) {
    if (client !== this.#client) return;
    this.#client = null;
    const wait = backoff(this.#attempt, this.random);
    this.#attempt += 1;
    this.#timer = this.timers.setTimeout(() => {
      this.#timer = null;
      this.#connect();
    }, wait);
    this.hears.closed(this.#attempt, wait);
  }

  #checkSilence() {
    const client = this.#client;
    if (!client) return;
    const limit = this.isOpen ? SILENCE_LIMIT : OPEN_LIMIT;
    if (this.now() - this.#lastHeard >= limit) this.reconnect();
  }
}

function parse(body) {
  try {
    return typeof body === 'string' ? JSON.parse(body) : body;
  } catch {
    return null;
  }
}

function sockJsClient() {
  // WebSocket only: the fallback transports need every request to reach the same node.
  return new globalThis.EventBus('/eventbus', { transports: ['websocket'] });
}
