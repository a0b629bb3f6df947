import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recent, milliseconds, stageRows, total } from '../../../webroot/model/latency.js';

test('quantiles of the last 300', () => {
  const recent = new Recent();
  assert.equal(recent.quantiles(), null);
  for (let i = 1; i <= 100; i++) recent.add(i);
  assert.deepEqual(recent.quantiles(), { p50: 50, p99: 99 });
  for (let i = 0; i < 300; i++) recent.add(7);
  assert.deepEqual(recent.quantiles(), { p50: 7, p99: 7 });
});

test('stages stand in the order of the way, and one without figures says so', () => {
  const rows = stageRows({ web: { p50: 120, p99: 230 }, ingest: { p50: 2, p99: 9 } }, { p50: 8, p99: 20 });
  assert.deepEqual(
    rows.map(({ stage, p50 }) => [stage, p50]),
    [
      ['ingest', 2],
      ['indicator', null],
      ['signal', null],
      ['web', 120],
      ['glass', 8],
    ],
  );
  assert.deepEqual(total({ web: { p50: 120, p99: 230 } }, { p50: 8, p99: 20 }), { p50: 128, p99: 250 });
  assert.equal(total({}, { p50: 8, p99: 20 }), null);
  assert.equal(total(undefined, null), null);
});

test('milliseconds as people read them', () => {
  assert.deepEqual([null, 0.25, 3.14, 42.6, 1_520].map(milliseconds), ['–', '0.3 ms', '3.1 ms', '43 ms', '1.5 s']);
});
