import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as f from '../../../webroot/model/format.js';
import { tickLabel } from '../../../webroot/model/ticks.js';

const cases = (fn, rows) => rows.forEach(([args, want]) => assert.equal(fn(...args), want, JSON.stringify(args)));

test('prices carry decimals that suit their size', () =>
  cases(f.price, [
    [[1234.5], '1,234.50'],
    [[0.08234], '0.08234'],
    [[0.00012345], '0.00012345'],
    [[-3.1], '−3.10'],
    [[null], '–'],
    [[NaN], '–'],
  ]));

test('changes carry a sign, except one that rounds to nothing', () => {
  cases(f.percent, [
    [[1.234], '+1.23%'],
    [[-1.234], '−1.23%'],
    [[0.001], '0.00%'],
    [[-0.001], '0.00%'],
    [[undefined], '–'],
  ]);
  cases(f.arrow, [
    [[1], '▲'],
    [[-1], '▼'],
    [[0], '·'],
    [[0.004], '·'],
    [[0.0004, 4], '▲'],
    [[null], '·'],
  ]);
});

test('volumes are short, also at the border of a unit', () =>
  cases(f.compact, [
    [[950], '950'],
    [[1_234], '1.23K'],
    [[12_345], '12.3K'],
    [[999_950], '1.00M'],
    [[2.5e9], '2.50B'],
    [[0], '0'],
    [[65.2], '65.2'],
  ]));

test('a number of an explanation has no trailing zeros', () =>
  cases(f.number, [
    [[30], '30'],
    [[28.4431], '28.4431'],
    [[0.1], '0.1'],
    [[100], '100'],
    [[null], '–'],
  ]));

test('a duration names its largest unit', () =>
  cases(f.duration, [
    [[-5], '0s'],
    [[59_999], '59s'],
    [[60_000], '1m'],
    [[7_200_000], '2h'],
    [[3 * 86_400_000], '3d'],
  ]));

test('times are UTC unless asked otherwise, and show milliseconds where bars are closer than a second', () => {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5) + 678.9;
  assert.equal(f.dateTime(at), '2026-01-02 03:04:05');
  assert.equal(f.time(at, 'utc', true), '03:04:05.678');
  assert.equal(f.time(null), '–');
});

test('the axis says year, month, day, minute or second as the mark asks', () => {
  const at = Date.UTC(2026, 1, 3, 4, 5, 6);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((kind) => tickLabel(at, kind, 'utc')),
    ['2026', 'Feb', '3 Feb', '04:05', '04:05:06'],
  );
});

test('times are shown in any zone of the world, unknown ones in UTC', () => {
  const noon = Date.UTC(2024, 2, 9, 12, 5, 6);
  assert.equal(f.time(noon, 'America/New_York'), '07:05:06');
  assert.equal(f.dateTime(noon, { zone: 'Asia/Tokyo' }), '2024-03-09 21:05:06');
  assert.equal(f.time(noon, 'Mars/Olympus'), '12:05:06');
  assert.equal(f.time(noon, {}), '12:05:06');
  assert.deepEqual([f.isZone('Europe/Berlin'), f.isZone('utc'), f.isZone('Mars/Olympus'), f.isZone(7)], [true, true, false, false]);
});

test('dates are written as one likes', () => {
  const late = Date.UTC(2024, 11, 31, 23, 30);
  assert.equal(f.dateTime(late, { zone: 'utc', dateFormat: 'dmy' }), '31/12/2024 23:30:00');
  assert.equal(f.date(late, { zone: 'Asia/Tokyo', dateFormat: 'mdy' }), '01/01/2025');
  assert.equal(f.date(late, { dateFormat: 'unheard of' }), '2024-12-31');
  assert.equal(f.date(late, { dateFormat: 'locale' }), new Intl.DateTimeFormat(undefined, { timeZone: 'UTC' }).format(late));
  assert.equal(f.date(null, {}), '–');
});
