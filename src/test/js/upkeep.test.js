import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Store } from '../../../webroot/store.js';
import { Upkeep } from '../../../webroot/upkeep.js';

let clock;
let store;
let asked;
let outcome;
let fails;
const SIGNAL = { id: 's1', symbol: 'AAPL', timeframe: '1m', side: 'buy', barTime: 60_000, generatedAt: 1 };

const settled = () => new Promise((done) => setTimeout(done));
async function pass(ms) {
  clock += ms;
  store.tick();
  await settled();
}
function close(time) {
  store.state.series.get('AAPL/1m').bars.closed.push({ time, close: 1, values: {} });
}

beforeEach(() => {
  clock = 0;
  asked = [];
  fails = false;
  outcome = { horizonBars: 20, bars: 3, final: false };
  store = new Store({ now: () => clock });
  store.state.connection = { state: 'live', attempt: 0 };
  const api = {
    signal: async (id) => {
      asked.push(id);
      if (fails) throw new Error('away');
      return { ...SIGNAL, outcome };
    },
  };
  new Upkeep({ store, api, why: async ({ time }) => void asked.push('why ' + time), now: () => clock });
  store.openSeries('AAPL', '1m');
  store.state.series.get('AAPL/1m').ready = true;
});

async function choose() {
  store.addSignals([SIGNAL]);
  store.set('selection', { signalId: 's1' });
  await settled();
}

test('a signal’s outcome is asked when it is chosen, and again when a bar closes', async () => {
  await choose();
  assert.deepEqual(asked, ['s1']);
  assert.deepEqual(store.state.outcome, { id: 's1', ...outcome });
  await pass(2_000);
  assert.equal(asked.length, 1, 'nothing has closed');
  close(120_000);
  outcome = { ...outcome, bars: 4 };
  await pass(500);
  assert.equal(asked.length, 2);
  assert.equal(store.state.outcome.bars, 4);
  close(180_000);
  await pass(500);
  assert.equal(asked.length, 2, 'not before a second has passed');
  await pass(600);
  assert.equal(asked.length, 3);
});

test('once all is known nothing is asked any more', async () => {
  outcome = { ...outcome, bars: 20, final: true };
  await choose();
  close(120_000);
  await pass(60_000);
  assert.equal(asked.length, 1);
});

test('a failure is tried again, without a connection nothing is', async () => {
  fails = true;
  await choose();
  assert.equal(store.state.outcome, null);
  await pass(2_000);
  assert.equal(asked.length, 1);
  store.state.connection = { state: 'reconnecting', attempt: 1 };
  await pass(16_000);
  assert.equal(asked.length, 1);
  fails = false;
  store.state.connection = { state: 'live', attempt: 0 };
  await pass(0);
  assert.equal(asked.length, 2);
  assert.equal(store.state.outcome.bars, 3);
});

test('an answer for a signal that was left does not count', async () => {
  store.addSignals([SIGNAL]);
  store.set('selection', { signalId: 's1' });
  store.set('selection', { signalId: null });
  await settled();
  assert.equal(store.state.outcome, null);
});

test('an open bar is asked about until it has closed', async () => {
  const bar = { symbol: 'AAPL', timeframe: '1m', time: 60_000, answer: { provisional: true }, problem: null };
  store.set('selection', { why: bar });
  await pass(1_000);
  assert.deepEqual(asked, []);
  await pass(2_500);
  await pass(3_500);
  assert.deepEqual(asked, ['why 60000', 'why 60000']);
  store.set('selection', { why: { ...bar, answer: { provisional: false } } });
  await pass(60_000);
  assert.equal(asked.length, 2);
});
