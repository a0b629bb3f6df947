import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlace, readView, writePlace } from '../../../webroot/prefs.js';

const nowhere = { symbol: undefined, timeframe: undefined, signalId: undefined };
const AAPL = { symbol: 'AAPL', timeframe: '5m', signalId: undefined };

test('the hash names a chart, and after it a signal', () => {
  assert.deepEqual(readPlace({ hash: '#AAPL/5m', search: '' }), AAPL);
  assert.deepEqual(readPlace({ hash: '#AAPL/5m/7f', search: '' }), { ...AAPL, signalId: '7f' });
});

test("a mail's link names the same in its query", () => {
  const search = '?symbol=AAPL&timeframe=5m&signal=7f';
  assert.deepEqual(readPlace({ hash: '', search }), { ...AAPL, signalId: '7f' });
});

test('the hash wins over a query left in the address', () => {
  assert.deepEqual(readPlace({ hash: '#AAPL/5m', search: '?symbol=TSLA&timeframe=1h&signal=7f' }), AAPL);
});

test('an empty or broken address is no place', () => {
  assert.deepEqual(readPlace({ hash: '', search: '' }), nowhere);
  assert.deepEqual(readPlace({ hash: '#', search: '' }), nowhere);
  assert.deepEqual(readPlace({ hash: '#%E0%A4%A', search: '?symbol=' }), nowhere);
});

test('what is written is read back, whatever the symbol', () => {
  for (const place of [AAPL, { ...AAPL, signalId: '7f' }, { ...AAPL, symbol: 'BTC:USD/X' }]) {
    assert.deepEqual(readPlace({ hash: writePlace(place), search: '' }), place);
  }
});

test('a view comes along behind the place, which stays what it is', () => {
  const view = 'view=WzEsW11d';
  const hash = writePlace(AAPL, view);
  assert.equal(hash, '#AAPL/5m//view=WzEsW11d');
  assert.deepEqual(readPlace({ hash, search: '' }), AAPL);
  assert.equal(readView({ hash }), view);
  assert.equal(readView({ hash: '#AAPL/5m/7f' }), null);
  const withSignal = writePlace({ ...AAPL, signalId: '7f' }, view);
  assert.deepEqual(readPlace({ hash: withSignal, search: '' }), { ...AAPL, signalId: '7f' });
  assert.equal(readView({ hash: withSignal }), view);
});
