import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allMarked, entriesFor, firstReading, isRead, marked, readReading, unreadCount } from '../../../webroot/model/reading.js';
import {
  MOST_SHOWN,
  STAYS,
  dismissed,
  entryToast,
  noToasts,
  offered,
  paused,
  resumed,
  signalToast,
  ticked,
} from '../../../webroot/model/toasts.js';
import { tones } from '../../../webroot/model/tones.js';
import { News } from '../../../webroot/news.js';
import { Sound } from '../../../webroot/sound.js';
import { Store } from '../../../webroot/store.js';

const entry = (id, more = {}) => ({
  id,
  createdAt: id * 1_000,
  state: 'sent',
  symbol: 'AAPL',
  side: 'buy',
  signalId: `s${id}`,
  subject: `BUY ${id}`,
  ...more,
});
const inbox = [entry(4), entry(3, { symbol: 'IBM', side: 'sell' }), entry(2, { state: 'failed' }), entry(1)];

test('the first visit has missed nothing, later ones what came since', () => {
  assert.equal(unreadCount(firstReading(9_000), inbox), 0);
  assert.equal(unreadCount({ before: 2_000, ids: [] }, inbox), 2);
  assert.deepEqual(readReading({ before: 5, ids: ['1', 7] }, 9), { before: 5, ids: ['1'] });
  for (const broken of [null, 7, {}, { before: 'x', ids: [] }]) assert.deepEqual(readReading(broken, 9), firstReading(9));
});

test('read one by one or all at once', () => {
  const one = marked({ before: 2_000, ids: [] }, [inbox[0]]);
  assert.ok(isRead(one, inbox[0]) && !isRead(one, inbox[1]));
  assert.equal(marked(one, [inbox[0]]), one);
  assert.deepEqual(allMarked(one, inbox), { before: 4_000, ids: [] });
  assert.equal(unreadCount(allMarked(one, inbox), inbox), 0);
  assert.equal(unreadCount(allMarked(one, []), inbox), 2, 'nothing was there to be read');
});

test('the inbox is filtered by symbol, side, state and unread', () => {
  const reading = { before: 3_000, ids: [] };
  const asked = (filter) => entriesFor(inbox, filter, reading).map((found) => found.id);
  assert.deepEqual(asked({}), [4, 3, 2, 1]);
  assert.deepEqual(asked({ symbol: ' ib' }), [3]);
  assert.deepEqual(asked({ side: 'buy', state: 'failed' }), [2]);
  assert.deepEqual(asked({ unread: true }), [4]);
});

const item = (key) => ({ key, kind: 'signal' });
const keys = (list) => list.map((toast) => toast.key);

test('three toasts at once, the others wait for room', () => {
  let state = offered(noToasts(), ['a', 'b', 'c', 'd', 'e'].map(item), 0);
  assert.deepEqual(
    [keys(state.shown), keys(state.waiting)],
    [
      ['a', 'b', 'c'],
      ['d', 'e'],
    ],
  );
  state = dismissed(state, 'b', 100);
  assert.deepEqual([keys(state.shown), keys(state.waiting)], [['a', 'c', 'd'], ['e']]);
  state = ticked(state, STAYS + 50);
  assert.deepEqual(keys(state.shown), ['d', 'e'], 'the others had their time');
  assert.equal(state.shown.length <= MOST_SHOWN, true);
  assert.deepEqual(keys(ticked(state, 3 * STAYS).shown), []);
});

test('nothing is told twice, and a flood is one line with a number', () => {
  const once = offered(noToasts(), [item('a'), item('a')], 0);
  assert.deepEqual(keys(once.shown), ['a']);
  assert.equal(offered(once, [item('a')], 0), once);
  assert.equal(offered(dismissed(once, 'a', 0), [item('a')], 0).shown.length, 0);
  const flood = offered(
    once,
    Array.from({ length: 40 }, (_, i) => item('f' + i)),
    0,
  );
  assert.deepEqual(
    flood.shown.map((toast) => toast.count ?? 1),
    [1, 40],
  );
  assert.equal(flood.shown[1].newest.key, 'f39');
  let known = noToasts();
  for (let i = 0; i < 9_000; i++) known = dismissed(offered(known, [item('k' + i)], i), 'k' + i, i);
  assert.ok(known.known.size <= 4_000, 'memory has an end');
});

test('a pause stops the clock of all', () => {
  const shown = offered(noToasts(), [item('a')], 0);
  const held = paused(shown, 1_000);
  assert.deepEqual(keys(ticked(held, 10 * STAYS).shown), ['a']);
  const on = resumed(held, 1_000 + 10 * STAYS);
  assert.deepEqual(keys(ticked(on, 11 * STAYS - 1).shown), ['a']);
  assert.deepEqual(keys(ticked(on, 11 * STAYS + 1_000).shown), []);
  assert.equal(resumed(shown, 5), shown);
});

test('a signal and its notification are one piece of news, a failure is another', () => {
  assert.equal(signalToast({ id: 's4' }).key, entryToast(inbox[0]).key);
  assert.notEqual(entryToast(inbox[2]).key, entryToast({ ...inbox[2], state: 'sent' }).key);
});

test('buy goes up and sell goes down', () => {
  const heights = (side) => tones(side).map((tone) => tone.frequency);
  assert.ok(heights('buy')[0] < heights('buy')[1]);
  assert.deepEqual(heights('sell'), heights('buy').reverse());
  assert.equal(tones(undefined).length, 1);
});

/** @param {{ prefs?: object, page?: object, stored?: object }} [options] */
function newsOf({ prefs = {}, page = {}, stored = { before: 0, ids: [] } } = {}) {
  const store = new Store({ now: () => 0 });
  store.state.prefs = prefs;
  const kept = [];
  const played = [];
  const timers = { setInterval: () => 0 };
  const news = new News({
    store,
    storage: { recall: () => stored, keep: (value) => kept.push(value) },
    sound: { play: (side) => played.push(side) },
    page: { document: { hidden: false, dispatchEvent: () => {} }, focus: () => {}, ...page },
    now: () => 5_000,
    timers,
  });
  return { store, news, kept, played, shown: () => keys(store.state.toasts.shown) };
}

const signal = (id, more = {}) => ({ id, symbol: 'AAPL', side: 'buy', barTime: 1, timeframe: '1m', ...more });

test('what was there when the page came up is not news, what comes then is, once', () => {
  const { store, shown } = newsOf();
  store.addSignals([signal('old')]);
  store.set('connection', { state: 'live' });
  assert.deepEqual(shown(), []);
  store.addSignals([signal('s9')]);
  store.resetInbox([entry(9)]);
  assert.deepEqual(shown(), ['signal-s9']);
  assert.equal(store.state.unread, 1);
});

test('an old signal that somebody looks up is not news', () => {
  const { store, shown } = newsOf();
  store.set('connection', { state: 'live' });
  store.addSignals([signal('old', { generatedAt: -60_000 }), signal('new', { generatedAt: 6_000 })]);
  assert.deepEqual(shown(), ['signal-new']);
});

test('what came while the connection was away is told when it is back', () => {
  const { store, shown } = newsOf();
  store.set('connection', { state: 'live' });
  store.set('connection', { state: 'reconnecting' });
  store.addSignals([signal('missed')]);
  assert.deepEqual(shown(), []);
  store.set('connection', { state: 'live' });
  assert.deepEqual(shown(), ['signal-missed']);
});

test('only what is wanted is told, and nothing that was not wanted comes later', () => {
  const { store, shown } = newsOf({ prefs: { toasts: 'chart' } });
  store.state.selection.symbol = 'AAPL';
  store.set('connection', { state: 'live' });
  store.addSignals([signal('a'), signal('b', { symbol: 'IBM' })]);
  assert.deepEqual(shown(), ['signal-a']);
  store.set('prefs', { toasts: 'off' });
  assert.deepEqual(shown(), []);
  store.addSignals([signal('c')]);
  store.set('prefs', { toasts: 'all' });
  store.addSignals([signal('d')]);
  assert.deepEqual(shown(), ['signal-d']);
});

test('sound and the browser are used only on request, the browser only behind another page', () => {
  const made = [];
  class Notification {
    static permission = 'granted';
    constructor(title, options) {
      made.push([title, options.tag]);
    }
  }
  const document = { hidden: false, dispatchEvent: () => {} };
  const { store, played } = newsOf({ page: { Notification, document } });
  store.set('connection', { state: 'live' });
  document.hidden = true;
  store.addSignals([signal('quiet')]);
  assert.deepEqual([made, played], [[], []]);
  store.set('prefs', { browser: true, sound: true });
  store.addSignals([signal('loud', { side: 'sell', price: 7 })]);
  assert.deepEqual([made, played], [[['▼ Sell AAPL 7.00', 'signal-loud']], ['sell']]);
  document.hidden = false;
  store.addSignals([signal('seen')]);
  assert.equal(made.length, 1);
});

test('reading is kept, one signal at a time or all', () => {
  const { store, news, kept } = newsOf();
  store.resetInbox(inbox);
  assert.equal(store.state.unread, 4);
  news.read({ signalId: 's3' });
  assert.equal(store.state.unread, 3);
  assert.deepEqual(kept.at(-1), { before: 0, ids: ['3'] });
  news.read({ all: true });
  assert.equal(store.state.unread, 0);
  assert.deepEqual(kept.at(-1), { before: 4_000, ids: [] });
});

test('a page without a sound device goes on in silence', () => {
  const sound = new Sound({
    create: () => {
      throw new Error('no device');
    },
    now: () => 0,
  });
  assert.equal(sound.play('buy'), false);
});

test('what data of the past raises is no news, and while history is filled in neither is what the inbox has of it', () => {
  const { store, shown } = newsOf();
  store.set('connection', { state: 'live' });
  store.addSignals([signal('late', { barTime: 5_000 - 2 * 3_600_000 })]);
  assert.deepEqual(shown(), []);
  store.state.status = { filling: [{ what: 'simulated history', done: 1, all: 2 }] };
  store.resetInbox([entry(8)]);
  assert.deepEqual(shown(), []);
  store.state.status = { filling: [] };
  store.addSignals([signal('now')]);
  store.resetInbox([entry(9)]);
  assert.deepEqual(shown(), ['signal-now', 'signal-s9']);
});

test('what comes during a replay is of its future: no toast, no sound, not unread, and no news afterwards', () => {
  const { store, shown, played } = newsOf({ prefs: { sound: true } });
  store.set('connection', { state: 'live' });
  store.addSignals([signal('s8')]);
  assert.deepEqual(shown(), ['signal-s8']);
  store.state.replay = { until: 50 };
  store.changed('replay');
  assert.deepEqual(shown(), [], 'what was on the screen goes');
  store.addSignals([signal('s9')]);
  store.resetInbox([entry(9)]);
  assert.deepEqual([shown(), played.length, store.state.unread], [[], 1, 0]);
  store.state.replay = null;
  store.changed('replay');
  assert.deepEqual([shown(), store.state.unread], [[], 1], 'it is in the lists');
});
