import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyUpdate, barAt, emptyBars, fromColumns, lastBar, prependBars, resetBars, shownBars } from '../../../webroot/model/bars.js';

const bar = (time, close = 10, extra = {}) => ({
  time,
  open: 9,
  high: 12,
  low: 8,
  close,
  volume: 100,
  values: {},
  ...extra,
});
const closed = (time, close) => bar(time, close, { closed: true });
const provisional = (time, close) => bar(time, close, { closed: false });

function barsWith(...times) {
  const bars = emptyBars();
  resetBars(
    bars,
    times.map((time) => bar(time)),
    null,
  );
  return bars;
}

test('columns become bars with their indicator values, null while warming up', () => {
  const columns = ['time', 'open', 'high', 'low', 'close', 'volume', 'sma(20)', 'rsi(14)'];
  const [first] = fromColumns(columns, [[60_000, 1, 4, 0.5, 2, 77, null, 61.5]]);
  assert.deepEqual(first, {
    time: 60_000,
    open: 1,
    high: 4,
    low: 0.5,
    close: 2,
    volume: 77,
    values: { 'sma(20)': null, 'rsi(14)': 61.5 },
  });
});

test('a provisional bar is replaced by its next state and then by its closed bar', () => {
  const bars = barsWith(60);
  applyUpdate(bars, provisional(120, 10.5));
  applyUpdate(bars, provisional(120, 10.7));
  assert.deepEqual([bars.open.close, bars.closed.length], [10.7, 1]);
  applyUpdate(bars, closed(120, 10.9));
  assert.equal(bars.open, null);
  assert.deepEqual(
    bars.closed.map((b) => b.close),
    [10, 10.9],
  );
});

test('a provisional state that comes after its bar has closed is ignored', () => {
  const bars = barsWith(60, 120);
  applyUpdate(bars, provisional(120, 99));
  assert.equal(bars.open, null);
  assert.equal(lastBar(bars).close, 10);
});

test('no closed bar is lost when the next one is already open', () => {
  const bars = barsWith(60);
  applyUpdate(bars, provisional(180, 11));
  applyUpdate(bars, closed(120, 10.5));
  assert.deepEqual(
    shownBars(bars).map((b) => [b.time, b.close]),
    [
      [60, 10],
      [120, 10.5],
      [180, 11],
    ],
  );
  assert.equal(bars.open.time, 180);
});

test('the same closed bar twice changes nothing', () => {
  const bars = barsWith(60, 120);
  const { epoch } = bars;
  applyUpdate(bars, closed(120, 10));
  assert.deepEqual([bars.closed.length, bars.epoch], [2, epoch]);
});

test('a correction of an older bar replaces it and asks for a new drawing', () => {
  const bars = barsWith(60, 120, 180);
  const { epoch } = bars;
  applyUpdate(bars, closed(120, 13));
  assert.deepEqual(
    bars.closed.map((b) => b.close),
    [10, 13, 10],
  );
  assert.equal(bars.epoch, epoch + 1);
});

test('a late bar is put in its place', () => {
  const bars = barsWith(60, 180);
  applyUpdate(bars, closed(120, 11));
  assert.deepEqual(
    bars.closed.map((b) => b.time),
    [60, 120, 180],
  );
});

test('a snapshot with unordered or doubled rows still gives strictly rising times', () => {
  const bars = emptyBars();
  resetBars(bars, [bar(120, 1), bar(60, 2), bar(120, 3)], null);
  assert.deepEqual(
    bars.closed.map((b) => [b.time, b.close]),
    [
      [60, 2],
      [120, 3],
    ],
  );
});

test('an open bar that the closed ones already cover is dropped', () => {
  const bars = emptyBars();
  resetBars(bars, [bar(60), bar(120)], bar(120, 99));
  assert.equal(bars.open, null);
});

test('older bars go in front, and bars already known are not doubled', () => {
  const bars = barsWith(180, 240);
  assert.equal(prependBars(bars, [bar(60), bar(120), bar(180)]), 2);
  assert.deepEqual(
    bars.closed.map((b) => b.time),
    [60, 120, 180, 240],
  );
  assert.equal(prependBars(bars, [bar(60)]), 0);
});

test('the number of bars is bounded, and the newest stay', () => {
  const bars = emptyBars();
  for (let time = 1; time <= 6_001; time += 1) applyUpdate(bars, closed(time));
  assert.equal(bars.closed.length, 4_800);
  assert.equal(lastBar(bars).time, 6_001);
});

test('a bar is found by its exact time only', () => {
  const bars = barsWith(60, 120);
  assert.equal(barAt(bars, 120).time, 120);
  assert.equal(barAt(bars, 90), null);
  assert.equal(barAt(bars, 999), null);
});
