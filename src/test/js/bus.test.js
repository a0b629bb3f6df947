import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Bus } from '../../../webroot/bus.js';
import { backoff } from '../../../webroot/model/backoff.js';

let clients;
let heard;
let timers;
let clock;
let bus;

class FakeClient {
  /** @type {() => void} */
  onopen;
  /** @type {() => void} */
  onclose;
  state = 0;
  registered = new Map();

  registerHandler(address, handler) {
    this.registered.set(address, handler);
  }

  unregisterHandler(address, handler) {
    assert.equal(this.registered.get(address), handler);
    this.registered.delete(address);
  }

  open() {
    this.state = 1;
    this.onopen();
  }

  drop() {
    this.state = 3;
    this.onclose();
  }

  close() {
    this.state = 2;
  }

  say(address, body) {
    this.registered.get(address)(null, { body });
  }
}

beforeEach(() => {
  clients = [];
  heard = [];
  clock = 0;
  timers = {
    waits: [],
    setTimeout: (run, ms) => timers.waits.push({ run, ms }),
    clearTimeout: () => {},
    setInterval: (run) => (timers.watchdog = run),
  };
  const hears = {
    opened: () => heard.push('opened'),
    closed: (attempt) => heard.push('closed ' + attempt),
    message: (address, message) => heard.push([address, message]),
  };
  const create = () => (clients.push(new FakeClient()), clients.at(-1));
  bus = new Bus(hears, { create, timers, now: () => clock, random: () => 1 });
});

test('registers what is watched when the connection opens, and again on every later connection', () => {
  bus.watch('dashboard.board');
  bus.start();
  clients[0].open();
  bus.watch('dashboard.signals');
  assert.deepEqual([...clients[0].registered.keys()], ['dashboard.board', 'dashboard.signals']);
  clients[0].drop();
  timers.waits[0].run();
  clients[1].open();
  assert.deepEqual([...clients[1].registered.keys()], ['dashboard.board', 'dashboard.signals']);
  assert.deepEqual(heard, ['opened', 'closed 1', 'opened']);
});

test('hands over the parsed body, and leaves out one that is not JSON', () => {
  bus.watch('a');
  bus.start();
  clients[0].open();
  clients[0].say('a', '{"seq":1}');
  clients[0].say('a', '{broken');
  assert.deepEqual(heard.slice(1), [['a', { seq: 1 }]]);
});

test('keeps trying with bounded, growing waits; a message, not a mere connection, ends the growth', () => {
  bus.watch('a');
  bus.start();
  for (let i = 0; i < 8; i += 1) {
    clients.at(-1).open();
    clients.at(-1).drop();
    timers.waits.at(-1).run();
  }
  assert.deepEqual(
    timers.waits.map((w) => w.ms),
    [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000],
  );
  clients.at(-1).open();
  clients.at(-1).say('a', '{}');
  clients.at(-1).drop();
  assert.equal(timers.waits.at(-1).ms, 500);
});

test('a socket that has gone silent is given up, and its late close does not start a second connection', () => {
  bus.start();
  clients[0].open();
  clock = 11_000;
  timers.watchdog();
  assert.equal(timers.waits.length, 0);
  clock = 12_000;
  timers.watchdog();
  assert.equal(timers.waits.length, 1);
  clients[0].drop();
  assert.equal(timers.waits.length, 1);
});

test('a connection that leads to the wrong place is given up for another one', () => {
  bus.watch('a');
  bus.reconnect();
  bus.start();
  clients[0].open();
  bus.reconnect();
  assert.equal(clients[0].state, 2);
  assert.deepEqual(heard, ['opened', 'closed 1']);
  timers.waits[0].run();
  clients[1].open();
  assert.deepEqual(heard, ['opened', 'closed 1', 'opened']);
});

test('an address that is no longer watched is unregistered and not registered again', () => {
  bus.watch('a');
  bus.start();
  clients[0].open();
  bus.unwatch('a');
  assert.equal(clients[0].registered.size, 0);
  clients[0].drop();
  timers.waits[0].run();
  clients[1].open();
  assert.equal(clients[1].registered.size, 0);
});

test('the wait is random between half and the whole of its bound, also after a thousand attempts', () => {
  assert.deepEqual([backoff(0, () => 0), backoff(0, () => 1)], [250, 500]);
  assert.deepEqual([backoff(5_000, () => 0), backoff(5_000, () => 1)], [4_000, 8_000]);
});
