import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyUpdate, emptyBars, prependBars, resetBars } from '../../../webroot/model/bars.js';
import { barsTable, cell, csv, fileName, isoTime, rowsKnown, rowsTable } from '../../../webroot/model/csv.js';
import { Heikin } from '../../../webroot/model/heikin.js';
import { markText, marksOf, spread } from '../../../webroot/model/marks.js';
import * as replay from '../../../webroot/model/replay.js';
import { planDraw, pricePoint } from '../../../webroot/model/series.js';
import {
  drawing,
  findEntries,
  nameOf,
  nextColor,
  parametersOf,
  studiesOf,
  withStudy,
  withoutStudy,
} from '../../../webroot/model/studies.js';
import { fromField, toField } from '../../../webroot/model/zone.js';

const bar = (time, open = 10, high = 12, low = 8, close = 11) => ({ time, open, high, low, close, volume: 1, values: {} });
const barsOf = (...times) => {
  const bars = emptyBars();
  resetBars(
    bars,
    times.map((time) => bar(time)),
    null,
  );
  return bars;
};

test('Heikin-Ashi: the first candle by itself, the next ones from the one before', () => {
  const heikin = new Heikin();
  const shape = ({ open, high, low, close }) => [open, high, low, close];
  assert.deepEqual(shape(heikin.next(bar(1, 10, 14, 8, 12))), [11, 14, 8, 11]);
  const second = [11, 20, 11, 15.5];
  assert.deepEqual(shape(heikin.peek(bar(2, 12, 20, 12, 18))), second, 'the open bar');
  assert.deepEqual(shape(heikin.next(bar(2, 12, 20, 12, 18))), second, 'leaves no trace');
  assert.deepEqual(shape(heikin.next(bar(3, 18, 19, 17, 18))), [13.25, 19, 13.25, 18]);
});

test('a line has the close only, and says when it is provisional', () => {
  assert.deepEqual(pricePoint('line', bar(1_000), false, { dim: 'grey' }), { time: 1, value: 11 });
  assert.deepEqual(pricePoint('line', bar(1_000), true, { dim: 'grey' }), { time: 1, value: 11, color: 'grey' });
  assert.equal(pricePoint('bars', bar(1_000), false, {}).high, 12);
});

const CATALOG = [
  { name: 'sma', title: 'Simple moving average', parameters: [{ name: 'period', default: 20, min: 1, max: 5000 }], placement: 'price' },
  {
    name: 'rsi',
    title: 'Relative strength index',
    parameters: [{ name: 'period', default: 14, min: 1, max: 5000 }],
    placement: 'own',
    range: { min: 0, max: 100 },
    guides: { low: 30, high: 70 },
  },
];

test('studies are found by any word, named with their parameters, and refused out of bounds', () => {
  assert.deepEqual(
    findEntries(CATALOG, 'strength rel').map(({ name }) => name),
    ['rsi'],
  );
  assert.equal(findEntries(CATALOG, '').length, 2);
  assert.equal(nameOf(CATALOG[0], ['9']), 'sma(9)');
  assert.equal(nameOf(CATALOG[0], ['']), 'sma(20)');
  for (const wrong of ['0', '5001', '2.5', 'x']) assert.throws(() => nameOf(CATALOG[0], [wrong]), RangeError, wrong);
  assert.deepEqual(parametersOf('macd(12,26,9)'), [12, 26, 9]);
});

test('a study lies where the catalog says unless the chart says otherwise', () => {
  assert.deepEqual(drawing({ name: 'rsi(9)' }, CATALOG), { pane: 'own', guides: { min: 0, max: 100, low: 30, high: 70 } });
  assert.deepEqual(drawing({ name: 'sma(9)', pane: 'own' }, CATALOG), { pane: 'own' });
  assert.equal(drawing({ name: 'rsi(9)' }, null).pane, 'own');
});

test('the studies of a chart: its own, or the usual ones; colours do not repeat while there are some', () => {
  const usual = studiesOf({}, {}, ['sma(20)', 'sma(50)', 'ema(20)']);
  assert.deepEqual(usual, [
    { name: 'sma(20)', color: 0 },
    { name: 'ema(20)', color: 2 },
  ]);
  assert.deepEqual(studiesOf({ studies: [] }, {}, ['sma(20)']), []);
  assert.equal(nextColor(usual), 1);
  const changed = withStudy(usual, { name: 'sma(20)', color: 4 });
  assert.deepEqual(changed[0], { name: 'sma(20)', color: 4 });
  assert.equal(withStudy(usual, { name: 'sma(9)', color: 1 }).length, 3);
  assert.deepEqual(withoutStudy(usual, 'sma(20)'), [{ name: 'ema(20)', color: 2 }]);
});

test('what happened is gathered by its bar; what is older than all bars is left out', () => {
  const bars = barsOf(100, 200, 300);
  applyUpdate(bars, { ...bar(400), closed: false });
  const news = (time, score) => ({ type: 'news_sentiment', time, score, magnitude: 1 });
  const order = (time, side, quantity) => ({ type: 'order_book', time, side, quantity });
  const marks = marksOf([news(410, 1), news(250, -0.5), order(299, 'buy', 9), order(200, 'sell', 5), news(99, 1)], bars);
  assert.deepEqual(
    marks.map(({ time, kinds, tone }) => [time, kinds, tone]),
    [
      [200, ['news_sentiment', 'order_book'], 'down'],
      [400, ['news_sentiment'], 'up'],
    ],
  );
  assert.equal(markText(marks[0]), 'News 1, Order flow 2, negative');
});

test('marks that would lie on each other become one; those out of view are left out', () => {
  const marks = [10, 11, 30, 40].map((time) => ({ time, items: [{ type: 'order_book', side: 'buy', quantity: 1 }] }));
  const shown = spread(marks, (time) => (time === 40 ? null : time), 5);
  assert.deepEqual(
    shown.map(({ time, until, items }) => [time, until, items.length]),
    [
      [10, 11, 2],
      [30, 30, 1],
    ],
  );
});

test('a replay gives out nothing of the future: no bar, no open bar, no signal, no news', () => {
  const bars = barsOf(0, 60_000, 120_000, 180_000);
  applyUpdate(bars, { ...bar(240_000), closed: false });
  let now = replay.startReplay({ symbol: 'AAPL', timeframe: '1m', bars }, 30_000);
  assert.deepEqual([now.at, now.until], [60_000, 120_000]);
  const seen = replay.barsUntil(bars, now.until, '1m');
  assert.deepEqual([seen.closed.map(({ time }) => time), seen.open], [[0, 60_000], null]);
  const signal = (barTime, timeframe) => replay.isKnown({ barTime, timeframe }, now);
  assert.deepEqual([signal(60_000, '1m'), signal(120_000, '1m')], [true, false]);
  assert.deepEqual([signal(0, '5m'), signal(119_999, 'raw'), signal(120_000, 'raw')], [false, true, false]);
  assert.equal(replay.isKnown({ barTime: 9e15, timeframe: '1m' }, null), true, 'without a replay all is known');
  assert.deepEqual(replay.itemsUntil([{ time: 119_999 }, { time: 120_000 }], now.until), [{ time: 119_999 }]);
  const signals = new Map([
    ['7', { barTime: 0, timeframe: '1m' }],
    ['8', { barTime: 120_000, timeframe: '1m' }],
  ]);
  const inbox = [{ signalId: 8, createdAt: 0 }, { signalId: 7, createdAt: 9e12 }, { createdAt: 119_000 }, { createdAt: 120_000 }];
  assert.deepEqual(replay.entriesKnown({ inbox, signals, replay: now }), [inbox[1], inbox[2]]);
  now = replay.step(now, bars);
  assert.equal(now.until, 180_000);
  assert.deepEqual(planDraw(planDraw(null, seen).next, replay.barsUntil(bars, now.until, '1m')).bars.length, 1, 'one bar more is drawn');
  assert.equal(replay.step(now, bars, -9).at, 0);
});

test('charts of other timeframes are in step: only what had closed by then', () => {
  const minutes = barsOf(...Array.from({ length: 12 }, (unused, i) => i * 60_000));
  const fives = barsOf(0, 300_000, 600_000);
  const raws = barsOf(299_999.998, 299_999.999, 300_000, 300_000.001);
  let now = replay.startReplay({ symbol: 'AAPL', timeframe: '1m', bars: minutes }, 240_000);
  const last = (bars, timeframe) => replay.barsUntil(bars, now.until, timeframe).closed.at(-1)?.time;
  assert.deepEqual([last(minutes, '1m'), last(fives, '5m'), last(raws, 'raw')], [240_000, 0, 299_999.999]);
  now = replay.step(now, minutes, -1);
  assert.equal(last(fives, '5m'), undefined);
  now = replay.step(now, minutes, 5);
  now = replay.ledBy(now, { symbol: 'AAPL', timeframe: '5m', bars: fives });
  assert.deepEqual([now.timeframe, now.at, now.until], ['5m', 0, 540_000], 'a change of timeframe moves nothing');
  assert.equal(replay.step(now, fives).until, 600_000);
  now = replay.startReplay({ symbol: 'AAPL', timeframe: 'raw', bars: raws }, 300_000);
  assert.deepEqual([last(raws, 'raw'), last(fives, '5m')], [300_000, 0]);
});

test('a replay that was kept over a reload comes back paused, or not at all if it is damaged', () => {
  const kept = { at: 60_000, until: 120_000, symbol: 'AAPL', timeframe: '1m', playing: true, speed: 5, due: 0.4 };
  assert.deepEqual(replay.readReplay(kept), { ...kept, playing: false, due: 0 });
  for (const bad of [null, {}, { ...kept, until: null }, { ...kept, symbol: 7 }]) assert.equal(replay.readReplay(bad), null);
});

test('a replay plays at its speed and stops at the newest closed bar', () => {
  const bars = barsOf(100, 200, 300, 400);
  let now = { ...replay.startReplay({ symbol: 'AAPL', timeframe: 'raw', bars }, 100), playing: true, speed: 2 };
  now = replay.play(now, bars, 400);
  assert.equal(now.at, 100);
  now = replay.play(now, bars, 100);
  assert.equal(now.at, 200);
  now = replay.play(now, bars, 60_000);
  assert.deepEqual([now.at, now.playing, replay.atEnd(now, bars)], [400, false, true]);
});

test('CSV: quoted where needed, never a formula, numbers stay numbers', () => {
  assert.equal(cell('=1+1'), "'=1+1");
  assert.equal(cell('@x'), "'@x");
  assert.equal(cell('-x'), "'-x");
  assert.equal(cell(-1.5), '-1.5');
  assert.equal(cell('a,"b"'), '"a,""b"""');
  assert.equal(cell('=a,b'), '"\'=a,b"');
  assert.equal(cell(NaN), '');
  const table = barsTable([{ ...bar(1_000.5), values: { 'sma(2)': 3 } }, bar(2_000)], ['sma(2)']);
  assert.equal(
    csv(table),
    'time,open,high,low,close,volume,sma(2)\r\n' +
      '1970-01-01T00:00:01.000500Z,10,12,8,11,1,3\r\n1970-01-01T00:00:02.000Z,10,12,8,11,1,\r\n',
  );
  assert.equal(csv([['macd(12,26)']]), '"macd(12,26)"\r\n');
  assert.equal(isoTime(0), '1970-01-01T00:00:00.000Z');
  assert.equal(fileName('X:Y/../Z', '1m', 0, 'csv'), 'X-Y-..-Z_1m_1970-01-01.csv');
});

test('CSV of raw candles: late ones and the order they came in, whatever columns the server has of them', () => {
  const rows = {
    columns: ['time', 'close', 'late', 'seq', 'more'],
    data: [
      [1_000, 1.5, false, 7, '=x'],
      [2_000, 1.6, true, 9, null],
      [3_000.25, 1.7, false, 8, null],
      [4_000, 1.8, true, 11, null],
    ],
  };
  const values = new Map([[3_000.25, { 'sma(2)': 1.6 }]]);
  assert.equal(
    csv(rowsTable(rows, ['sma(2)'], (time) => values.get(time))),
    'time,close,late,seq,more,sma(2)\r\n' +
      "1970-01-01T00:00:01.000Z,1.5,false,7,'=x,\r\n" +
      '1970-01-01T00:00:02.000Z,1.6,true,9,,\r\n' +
      '1970-01-01T00:00:03.000250Z,1.7,false,8,,1.6\r\n' +
      '1970-01-01T00:00:04.000Z,1.8,true,11,,\r\n',
  );
  // Of a replay: what came after its last candle is of later.
  assert.deepEqual(
    rowsKnown(rows).data.map(([time]) => time),
    [1_000, 3_000.25],
  );
});

test('CSV: no cell is a formula and no file name an option, a path or hidden, whatever a symbol or a study is called', () => {
  const marks = [...'=+-@#$^&/:.|%;,"\'\t\r\n \u0000＝＋－＠Aa1('];
  let random = 1;
  const next = (count) => (random = (random * 48_271) % 2_147_483_647) % count;
  for (let i = 0; i < 3_000; i += 1) {
    const text = Array.from({ length: 1 + next(9) }, () => marks[next(marks.length)]).join('');
    const [head] = parsed(
      csv([
        [text, 'next'],
        [1, 2],
      ]),
    );
    assert.equal(head.length, 2, JSON.stringify(text));
    assert.ok(!/^[=+\-@\t\r\n＝＋－＠]/.test(head[0]), JSON.stringify(text));
    assert.equal(head[0], (/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? "'" : '') + text);
    const name = fileName(text, '1m', 0, 'csv');
    assert.match(name, /^[A-Za-z0-9_][A-Za-z0-9._-]*_1m_1970-01-01\.csv$/, JSON.stringify(text));
  }
});

test('a date field is read in the zone that is chosen, also across a change of clocks', () => {
  const noon = Date.UTC(2026, 6, 1, 12, 30);
  for (const zone of ['utc', 'America/New_York', 'Asia/Kolkata', 'Europe/Berlin']) {
    assert.equal(fromField(toField(noon, { zone }), { zone }), noon, zone);
  }
  assert.equal(toField(noon, { zone: 'America/New_York' }), '2026-07-01T08:30');
  assert.equal(fromField('2026-03-29T03:30', { zone: 'Europe/Berlin' }), Date.UTC(2026, 2, 29, 1, 30));
  assert.equal(fromField('', { zone: 'utc' }), null);
});

test('loaded history raises what is kept, so that it does not go with the next bar', () => {
  const bars = barsOf(1_000_000);
  prependBars(
    bars,
    Array.from({ length: 9_999 }, (_, i) => bar(i)),
  );
  applyUpdate(bars, { ...bar(1_000_001), closed: true });
  assert.equal(bars.closed.length, 10_001);
});

test('a table has small prices with every digit and without an exponent', () => {
  assert.equal(cell(1.234e-8), '0.00000001234');
  assert.equal(cell(-1e-10), '-0.0000000001');
  assert.equal(cell(506419.207184), '506419.207184');
  assert.equal(Number(cell(1.2359871234567e-8)), 1.2359871234567e-8);
});

/** As RFC 4180 has it. */
function parsed(text) {
  const rows = [[]];
  const pattern = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  for (let match; pattern.lastIndex < text.length && (match = pattern.exec(text));) {
    rows.at(-1).push(match[1].startsWith('"') ? match[1].slice(1, -1).replaceAll('""', '"') : match[1]);
    if (match[2] === '\r\n') rows.push([]);
  }
  return rows;
}
