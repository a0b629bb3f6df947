import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyUpdate, emptyBars, resetBars } from '../../../webroot/model/bars.js';
import { candlePoint, chartTime, fromChartTime, linePoint, markers, planDraw, sparkline } from '../../../webroot/model/series.js';

const bar = (time, close = 10, closed = true) => ({
  time,
  open: 9,
  high: 12,
  low: 8,
  close,
  volume: 1,
  values: {},
  closed,
});
const COLORS = { up: 'green', down: 'red', upFaint: 'pale green', downFaint: 'pale red' };

function barsWith(...times) {
  const bars = emptyBars();
  resetBars(
    bars,
    times.map((time) => bar(time)),
    null,
  );
  return bars;
}

test('the first drawing shows everything', () => {
  const plan = planDraw(null, barsWith(1, 2, 3));
  assert.equal(plan.reset, true);
  assert.deepEqual(
    plan.bars.map((b) => b.time),
    [1, 2, 3],
  );
});

test('live bars are single updates: the open bar, its closing, and the next', () => {
  const bars = barsWith(1, 2);
  let { next } = planDraw(null, bars);
  const step = (...updates) => {
    for (const update of updates) applyUpdate(bars, update);
    const plan = planDraw(next, bars);
    next = plan.next;
    return [plan.reset, plan.bars.map((b) => [b.time, b.close])];
  };
  assert.deepEqual(step(bar(3, 11, false)), [false, [[3, 11]]]);
  assert.deepEqual(step(bar(3, 12, true), bar(4, 13, false)), [
    false,
    [
      [3, 12],
      [4, 13],
    ],
  ]);
  assert.deepEqual(step(bar(4, 14, true)), [false, [[4, 14]]]);
  assert.deepEqual(step(), [false, []]);
});

test('a bar that closes behind the one already drawn needs a new drawing', () => {
  const bars = barsWith(1);
  applyUpdate(bars, bar(3, 11, false));
  const { next } = planDraw(null, bars);
  applyUpdate(bars, bar(2, 10, true));
  const plan = planDraw(next, bars);
  assert.equal(plan.reset, true);
  assert.deepEqual(
    plan.bars.map((b) => b.time),
    [1, 2, 3],
  );
});

test('a correction, and an open bar that vanishes, need a new drawing', () => {
  const bars = barsWith(1, 2, 3);
  const drawn = planDraw(null, bars).next;
  applyUpdate(bars, bar(2, 77));
  assert.equal(planDraw(drawn, bars).reset, true);

  applyUpdate(bars, bar(4, 1, false));
  const withOpen = planDraw(null, bars).next;
  bars.open = null;
  assert.equal(planDraw(withOpen, bars).reset, true);
});

test('times keep microseconds on the way to the chart and back, and stay apart within a second', () => {
  const times = [1_763_876_992_123.456, 1_763_876_992_123.457, 1_763_876_992_999.999];
  assert.deepEqual(times.map(chartTime).map(fromChartTime), times);
  assert.equal(new Set(times.map(chartTime)).size, 3);
});

test('a provisional candle is pale with a full border, a closed one plain', () => {
  assert.deepEqual(candlePoint(bar(1_000, 8), true, COLORS), {
    time: 1,
    open: 9,
    high: 12,
    low: 8,
    close: 8,
    color: 'pale red',
    borderColor: 'red',
  });
  assert.equal(candlePoint(bar(1_000), false, COLORS).color, undefined);
});

test('a warming indicator leaves a hole, not a zero', () => {
  assert.deepEqual(linePoint({ time: 1_000, values: { 'sma(20)': null } }, 'sma(20)'), { time: 1 });
  assert.deepEqual(linePoint({ time: 1_000, values: {} }, 'sma(20)'), { time: 1 });
  assert.deepEqual(linePoint({ time: 1_000, values: { 'sma(20)': 0 } }, 'sma(20)'), { time: 1, value: 0 });
});

test('markers are in time order, within the bars, told apart by shape and letter', () => {
  const signals = [
    { id: 'c', side: 'sell', barTime: 3_000 },
    { id: 'a', side: 'buy', barTime: 2_000 },
    { id: 'old', side: 'buy', barTime: 500 },
  ];
  const list = markers(signals, 1_000, 'c', COLORS);
  assert.deepEqual(
    list.map((m) => [m.id, m.time, m.shape, m.text, m.position, m.size]),
    [
      ['a', 2, 'arrowUp', 'B', 'belowBar', 1],
      ['c', 3, 'arrowDown', 'S', 'aboveBar', 2],
    ],
  );
});

test('a sparkline fills its box; one value draws nothing; equal values are a level line', () => {
  assert.equal(sparkline([1, 3, 2], 10, 12), '0,11 5,1 10,6');
  assert.equal(sparkline([5], 10, 12), '');
  assert.equal(sparkline(undefined, 10, 12), '');
  assert.equal(sparkline([4, 4], 10, 12), '0,11 10,11');
});
