import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isStudy, label, studyOf } from '../../../webroot/model/indicators.js';
import { indicatorsIn } from '../../../webroot/model/crossing.js';
import { columnsOf, linesOf, nameOf, studiesOf } from '../../../webroot/model/studies.js';
import { applyStudy, fillStudies } from '../../../webroot/state/charts.js';
import { emptyBars, resetBars } from '../../../webroot/model/bars.js';

const period = (name, usual) => ({ name, default: usual, min: 1, max: 5000, whole: true });
const CATALOG = [
  { name: 'sma', parameters: [period('period', 20)], outputs: [{ name: 'value', style: 'line' }], placement: 'price' },
  {
    name: 'macd',
    parameters: [period('fast', 12), period('slow', 26), period('signal', 9)],
    outputs: [
      { name: 'macd', style: 'line' },
      { name: 'signal', style: 'line' },
      { name: 'histogram', style: 'histogram' },
    ],
    placement: 'own',
  },
];
const MACD = 'macd(12,26,9)';

test('a study has the lines of its catalog entry, the first with its own name', () => {
  assert.deepEqual(linesOf({ name: MACD, color: 4 }, CATALOG), [
    { name: MACD, shape: 'line', color: 4 },
    { name: `${MACD}.signal`, shape: 'line', color: 5 },
    { name: `${MACD}.histogram`, shape: 'histogram', color: 0 },
  ]);
  assert.deepEqual(linesOf({ name: 'sma(20)', color: '#123456' }, CATALOG), [{ name: 'sma(20)', shape: 'line', color: '#123456' }]);
  assert.deepEqual(linesOf({ name: MACD }, null), [{ name: MACD, shape: 'line', color: 0 }], 'before the catalog is there');
  assert.deepEqual(columnsOf([{ name: 'sma(20)' }, { name: MACD }], CATALOG), ['sma(20)', MACD, `${MACD}.signal`, `${MACD}.histogram`]);
});

test('a further line is no study of its own', () => {
  assert.equal(isStudy(MACD), true);
  assert.equal(isStudy(`${MACD}.signal`), false);
  assert.equal(studyOf(`${MACD}.signal`), MACD);
  const usual = studiesOf({}, { indicators: [MACD, `${MACD}.signal`] }, ['sma(20)', MACD, `${MACD}.signal`]);
  assert.deepEqual(
    usual.map(({ name }) => name),
    [MACD],
  );
});

test('a line is named as people write it', () => {
  assert.equal(label(MACD), 'MACD 12,26,9');
  assert.equal(label(`${MACD}.signal`), 'MACD 12,26,9 signal');
  assert.equal(label(`${MACD}.signal[1]`), 'MACD 12,26,9 signal before');
  assert.equal(label('sma(20)[1]'), 'SMA 20 before');
});

test('a rule on the lines of one indicator looks at one indicator', () => {
  const rule = { operands: { [MACD]: 1, [`${MACD}[1]`]: 0, [`${MACD}.signal`]: 0.5, [`${MACD}.signal[1]`]: 0.6, close: 3 } };
  assert.deepEqual(indicatorsIn(rule), [MACD]);
});

test('parameters may have fractions where the catalog says so', () => {
  const bands = { name: 'bands', parameters: [period('period', 20), { name: 'width', default: 2, min: 0.1, max: 10, whole: false }] };
  assert.equal(nameOf(bands, ['20', '2.5']), 'bands(20,2.5)');
  assert.throws(() => nameOf(bands, ['20.5', '2']), /period must be a whole number from 1 to 5000/);
  assert.throws(() => nameOf(bands, ['20', '11']), /width must be a number from 0.1 to 10/);
});

test('values of all lines come live and for the past', () => {
  const bars = emptyBars();
  resetBars(
    bars,
    [1, 2].map((time) => ({ time, open: 1, high: 1, low: 1, close: 1, volume: 1, values: {} })),
    null,
  );
  const series = { bars, warmup: {} };
  applyStudy(series, { name: MACD, points: [{ time: 2, value: 5, values: { [MACD]: 5, [`${MACD}.signal`]: 4 } }] });
  assert.deepEqual(bars.closed[1].values, { [MACD]: 5, [`${MACD}.signal`]: 4 });
  fillStudies(
    series,
    {
      columns: ['time', MACD, `${MACD}.signal`],
      data: [
        [1, 3, 2],
        [2, 5, 4],
      ],
    },
    { names: [MACD], from: 1 },
  );
  assert.deepEqual(bars.closed[0].values, { [MACD]: 3, [`${MACD}.signal`]: 2 });
});
