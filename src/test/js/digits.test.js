import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { digitsOf, digitsOfBars } from '../../../webroot/model/digits.js';
import { number, price, priceDigits } from '../../../webroot/model/format.js';

const rows = readFileSync(new URL('../resources/golden/price-digits.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','));
const plain = (text) => text.replaceAll(',', '');

test('prices have the decimals that the server gives them', () => {
  for (const [text, digits, shown, quantity] of rows) {
    const value = Number(text);
    assert.equal(priceDigits(value), Number(digits), text);
    assert.equal(plain(price(value, Number(digits))), shown, text);
    // The page leaves out all zeros at the end, the mail keeps two decimals.
    assert.equal(Number(plain(number(value))), Number(quantity), text);
  }
});

test('of several prices the one with most decimals decides, and what is missing does not', () => {
  assert.equal(digitsOf([1.07, 1.0716, 1.1]), 4);
  assert.equal(digitsOf([]), 2);
  assert.equal(digitsOf([null, undefined, NaN, 0]), 2);
  const bar = (close) => ({ open: close, high: close, low: close, close });
  assert.equal(digitsOfBars({ closed: [bar(1.0716), bar(1.07)], open: bar(1.1) }), 4);
  assert.equal(digitsOfBars({ closed: [], open: null }), 2);
});

test('two averages about to cross do not read alike', () => {
  assert.notEqual(number(1.07163), number(1.07158));
  assert.notEqual(number(1.2340001e-8), number(1.2344e-8));
});
