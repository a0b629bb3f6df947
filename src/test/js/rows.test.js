import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inView, scrolledInto, setting, symClass, topsOf } from '../../../webroot/model/rows.js';
import { cornerFor } from '../../../webroot/model/toasts.js';

test('the rows in view, those around them, and the height of the rest, whatever their heights', () => {
  const heights = Array.from({ length: 1_216 }, (_, i) => (i % 7 === 3 ? 64 : 46));
  const tops = topsOf(heights);
  const all = tops.at(-1);
  for (let scrollTop = 0; scrollTop < all; scrollTop += 311) {
    const { from, to, above, below } = inView(tops, scrollTop, 500, 2);
    assert.equal(above + heights.slice(from, to).reduce((sum, height) => sum + height, 0) + below, all);
    assert.ok(above <= scrollTop && all - below >= Math.min(all, scrollTop + 500), `at ${scrollTop}`);
    assert.ok(to - from < 20, `${to - from} rows at ${scrollTop}`);
  }
  assert.deepEqual(inView(topsOf([]), 0, 500), { from: 0, to: 0, above: 0, below: 0 });
});

test('a row is scrolled to until all of it can be seen, and no further', () => {
  const tops = topsOf([46, 64, 46, 46]);
  assert.equal(scrolledInto(tops, 0, 50, 100), 0);
  assert.equal(scrolledInto(tops, 2, 0, 100), 56);
  assert.equal(scrolledInto(tops, 1, 10, 120), 10);
});

test('a symbol beside its numbers, on a line of its own, or on as many as it needs', () => {
  assert.deepEqual(setting(40, 60, 180), { alone: false, lines: 1 });
  assert.deepEqual(setting(120, 60, 180), { alone: true, lines: 1 });
  assert.deepEqual(setting(260, 60, 180), { alone: true, lines: 2 });
  assert.deepEqual(setting(400, -20, 180), { alone: true, lines: 3 });
  assert.equal(symClass('BINANCE:BTCUSDT'), 'sym long');
  assert.equal(symClass('EURUSD'), 'sym');
});

test('toasts go where they hide least of what they tell of', () => {
  const room = { left: 0, top: 46, width: 1_440, height: 827 };
  const size = { width: 330, height: 215 };
  const right = { left: 1_140, top: 46, width: 300, height: 827 };
  assert.equal(cornerFor(size, room, []), 'bottom right');
  assert.equal(cornerFor(size, room, [right]), 'bottom left');
  const bottom = { left: 0, top: 600, width: 1_440, height: 273 };
  assert.equal(cornerFor(size, room, [right, bottom]), 'top left');
});
