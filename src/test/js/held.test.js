import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barsToHold } from '../../../webroot/model/held.js';

const at = (from, to) => ({ from, to });

test('a new chart holds a piece of its bars, or all if there are few', () => {
  assert.equal(barsToHold({ held: 0, all: 10_000, view: null, atNewest: true }), 300);
  assert.equal(barsToHold({ held: 0, all: 120, view: null, atNewest: true }), 120);
});

test('what is held stays while the view is far from its left end', () => {
  assert.equal(barsToHold({ held: 300, all: 10_000, view: at(204, 304), atNewest: true }), 300);
  assert.equal(barsToHold({ held: 900, all: 10_000, view: at(300, 400), atNewest: false }), 900);
});

test('more comes before the view reaches the first held bar, and as much as is missing', () => {
  assert.equal(barsToHold({ held: 300, all: 10_000, view: at(90, 190), atNewest: false }), 300 + 10 + 300);
  assert.equal(barsToHold({ held: 300, all: 20_000, view: at(-2_000, 300), atNewest: true }), 300 + 2_300 + 2_000 + 5_750);
  assert.equal(barsToHold({ held: 300, all: 500, view: at(0, 100), atNewest: false }), 500);
  assert.equal(barsToHold({ held: 500, all: 500, view: at(-20, 100), atNewest: false }), 500, 'there are no more');
});

test('after what was asked for has come the view is not short again', () => {
  for (const view of [at(10, 110), at(-700, 90), at(-5_000, 300)]) {
    const held = barsToHold({ held: 300, all: 100_000, view, atNewest: false });
    const moved = at(view.from + held - 300, view.to + held - 300);
    assert.equal(barsToHold({ held, all: 100_000, view: moved, atNewest: false }), held);
  }
});

test('what is no longer looked at goes once the newest bar is in sight again, not before', () => {
  assert.equal(barsToHold({ held: 5_000, all: 10_000, view: at(4_904, 5_004), atNewest: true }), 300);
  assert.equal(barsToHold({ held: 5_000, all: 10_000, view: at(4_700, 4_800), atNewest: false }), 5_000);
});
