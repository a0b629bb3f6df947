import assert from 'node:assert/strict';
import { test } from 'node:test';
import { level } from '../../../webroot/model/age.js';
import { ageText, arrivalHint, dataAge, marketAge, rowAge } from '../../../webroot/model/arrival.js';
import { sorted } from '../../../webroot/model/markettable.js';
import { mergeRow } from '../../../webroot/state/board.js';

const NOW = Date.UTC(2026, 10, 28, 10, 0, 0);
const HOUR = 3_600_000;
const UTC = { zone: 'utc' };

test('a row is as old as its arrival, whatever time its candle carries', () => {
  for (const lastTime of [NOW - 7 * 365 * 24 * HOUR, NOW - 5_000, NOW + 20 * HOUR]) {
    const found = rowAge({ lastTime, arrived: NOW - 3_000 }, NOW, 0);
    assert.equal(found.age, 3_000);
    assert.equal(level(found.age), 'fresh');
    assert.equal(level(rowAge({ lastTime, arrived: NOW - 90_000 }, NOW, 0).age), 'stale');
  }
});

test('a time ahead of the clock is said in words, with what follows from it', () => {
  const found = rowAge({ lastTime: NOW + 20 * HOUR, arrived: NOW - 600_000 }, NOW, 0);
  assert.deepEqual(found, { age: 600_000, ahead: 20 * HOUR, past: false });
  assert.equal(ageText(found), '20h ahead');
  const hint = arrivalHint(NOW + 20 * HOUR, found, UTC);
  assert.match(hint, /came 10m ago\. Its time, 2026-11-29 06:00:00, is 20h ahead of the server’s clock: .* late/);
});

test("ahead is by the server's clock, and a second is not worth a word", () => {
  assert.equal(dataAge(NOW + 30_000, NOW, NOW, 30_000).ahead, 0, 'this browser is half a minute slow');
  assert.equal(dataAge(NOW + 1_000, NOW, NOW, 0).ahead, 0);
  assert.equal(dataAge(NOW + 1_001, NOW, NOW, 0).ahead, 1_001);
  assert.equal(dataAge(NOW + 50_000, NOW, NOW + 49_500, 0).ahead, 0, 'the clock catches up');
});

test('the past, fed slowly, is fresh by its arrival and says of which time it is', () => {
  const of2019 = Date.UTC(2019, 2, 4, 10, 0, 0);
  const found = rowAge({ lastTime: of2019, arrived: NOW - 2_000 }, NOW, 0);
  assert.deepEqual(found, { age: 2_000, ahead: 0, past: true });
  assert.equal(ageText(found), '2s');
  assert.equal(arrivalHint(of2019, found, UTC), 'The newest candle came 2s ago. Its time is 2019-03-04 10:00:00.');
  assert.equal(rowAge({ lastTime: NOW - 3 * HOUR, arrived: NOW - 3 * HOUR + 500 }, NOW, 0).past, false, 'live data that has grown old');
});

test('loaded history has a time and no age', () => {
  const found = rowAge({ lastTime: NOW - 24 * HOUR, arrived: null }, NOW, 0);
  assert.deepEqual(found, { age: null, ahead: 0, past: false });
  assert.equal(level(found.age), 'unknown');
  assert.match(arrivalHint(NOW - 24 * HOUR, found, UTC), /only history that was loaded\. Its time is 2026-11-27 10:00:00\./);
});

test('one symbol ahead of the clock makes the market neither fresh nor of its time', () => {
  const status = { dataTime: NOW - 900_000, dataArrived: NOW - 890_000, ahead: 1, aheadSymbols: ['FUT'] };
  const found = marketAge(status, NOW, 0, UTC);
  assert.equal(level(found.age), 'stale');
  assert.equal(found.age, 890_000);
  assert.equal(found.count, 1);
  assert.match(found.aheadHint, /^FUT has a candle whose time is ahead/);
  const many = marketAge({ ...status, ahead: 7, aheadSymbols: ['A', 'B', 'C', 'D', 'E'] }, NOW, 0, UTC);
  assert.match(many.aheadHint, /^A, B, C, D, E and 2 more have candles/);
});

test('before the first candle the market has no age', () => {
  for (const status of [null, { dataTime: null, dataArrived: null, ahead: 0, aheadSymbols: [] }]) {
    const found = marketAge(status, NOW, 0, UTC);
    assert.deepEqual([found.age, found.count, found.past, level(found.age)], [null, 0, false, 'unknown']);
    assert.equal(found.hint, 'No candle has come yet.');
  }
});

test('how often a symbol trades is learnt from arrivals', () => {
  const state = { rows: new Map(), gaps: new Map(), sparks: new Map() };
  mergeRow(state, { symbol: 'FUT', last: 1, lastTime: NOW + HOUR, arrived: NOW }, 5_000);
  mergeRow(state, { symbol: 'FUT', last: 1, lastTime: NOW + HOUR, arrived: NOW + 2_000 }, 7_000);
  assert.equal(state.gaps.get('FUT'), 2_000, 'late candles come too');
  mergeRow(state, { symbol: 'FUT', last: 1, lastTime: NOW + HOUR, arrived: NOW + 2_000, name: 'x' }, 9_000);
  assert.equal(state.gaps.get('FUT'), 2_000, 'the same again is no arrival');
  assert.equal(state.rows.get('FUT').heardAt, 7_000);
});

test('the market sorts by arrival', () => {
  const rows = [
    { symbol: 'A', arrived: 1, lastTime: 9 },
    { symbol: 'B', arrived: 2, lastTime: 1 },
    { symbol: 'C', arrived: null, lastTime: 5 },
  ];
  assert.deepEqual(
    sorted(rows, 'age', true).map(({ symbol }) => symbol),
    ['B', 'A', 'C'],
  );
});
