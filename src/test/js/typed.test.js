import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTyped } from '../../../webroot/model/typed.js';

test('words typed into filters are read back, and what is none is left out', () => {
  const kept = { typed: { market: 'aa', inbox: '' }, filter: { query: 'ibm' } };
  assert.deepEqual(readTyped(JSON.parse(JSON.stringify(kept))), { typed: { market: 'aa' }, filter: { query: 'ibm' } });
  for (const broken of [
    null,
    7,
    'x',
    [],
    { typed: 3, filter: null },
    { typed: { a: {} }, filter: { query: 1 } },
    { filter: { query: 'x'.repeat(201) } },
  ]) {
    assert.deepEqual(readTyped(broken), { typed: {}, filter: { query: '' } });
  }
});
