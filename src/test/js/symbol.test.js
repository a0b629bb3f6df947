import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonical, isSymbol } from '../../../webroot/model/symbol.js';
import { fileName } from '../../../webroot/model/csv.js';
import { readPlace, writePlace } from '../../../webroot/prefs.js';

const VENDORS = ['BTC/USDT', '^GSPC', 'ES=F', 'EURUSD=X', 'XRP/USDT:USDT', 'AGM/A', 'M&M.NS', '$SPX', 'GOLDm#'];

test('what vendors call an instrument is a symbol, in one spelling', () => {
  for (const symbol of VENDORS) {
    assert.equal(canonical(symbol), symbol);
    assert.ok(isSymbol(symbol), symbol);
  }
  assert.equal(canonical('btc/usdt'), 'BTC/USDT');
  for (const none of ['', 'a', '=X', '/A', '#A', '.A', 'A B', 'A<B', "A'B", 'A'.repeat(33), 'GOLDm']) assert.ok(!isSymbol(none), none);
});

test('links and file names survive them', () => {
  for (const symbol of VENDORS) {
    assert.equal(readPlace({ hash: writePlace({ symbol, timeframe: '5m' }), search: '' }).symbol, symbol);
    assert.equal(readPlace({ hash: '', search: '?' + new URLSearchParams({ symbol }) }).symbol, symbol);
    assert.match(fileName(symbol, '1m', 0, 'csv'), /^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
  }
});
