import assert from 'node:assert/strict';
import { test } from 'node:test';
import { level } from '../../../webroot/model/age.js';
import { breaksText, damageOf, fillingOf, loadedOf, nodeMarks } from '../../../webroot/model/standing.js';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);

test('a page that was always live says nothing of gaps', () => {
  assert.equal(breaksText({ lost: 0, missing: 0, at: null, backAt: null }, { zone: 'utc' }), null);
});

test('gaps are counted by their kind, with the last one and how long it took to make up for it', () => {
  const once = breaksText({ lost: 0, missing: 1, at: AT, backAt: AT + 420 }, { zone: 'utc' });
  assert.equal(once.short, '1 gap');
  assert.match(once.text, /: 1 missing message\. The last at 2026-01-02 03:04:05.*, made up for 0\.4 s later by reading again\./);
  const more = breaksText({ lost: 2, missing: 3, at: AT, backAt: null }, { zone: 'utc' });
  assert.equal(more.short, '5 gaps');
  assert.match(more.text, /2 lost connections and 3 missing messages.*not made up for yet\./);
});

test('nodes by mark and words, and none for one alone', () => {
  assert.deepEqual(nodeMarks(undefined), []);
  assert.deepEqual(nodeMarks([{ node: 'a', state: 'serving' }]), []);
  const marks = nodeMarks([
    { node: 'a', state: 'serving', eventsPerSecond: 12.4 },
    { node: 'b', state: 'joining' },
    { node: 'c', state: 'of tomorrow' },
  ]);
  assert.deepEqual(
    marks.map(({ mark, title }) => mark + ' ' + title),
    ['● a: serving, 12 events/s', '◌ b: joining', '? c: of tomorrow'],
  );
});

test('history on its way is told with its share, all loads together', () => {
  assert.equal(fillingOf(null), null);
  assert.equal(fillingOf({ filling: [] }), null);
  const one = { node: 'a', what: 'simulated history', done: 4_000, all: 10_000, percent: 40 };
  assert.equal(fillingOf({ filling: [one] }).text, 'filling in history, 40 %');
  const two = fillingOf({ filling: [one, { node: 'b', what: 'AAPL', done: 9_000, all: 10_000, percent: 90 }] });
  assert.deepEqual([two.percent, two.title], [65, 'simulated history: 4.00K of 10.0K events; AAPL: 9.00K of 10.0K events']);
});

test('the history of one symbol excuses that symbol only', () => {
  const status = { filling: [{ node: 'a', what: 'history of AAPL', done: 1, all: 4, percent: 25, symbol: 'AAPL' }] };
  assert.equal(fillingOf(status).percent, 25);
  assert.equal(fillingOf(status, 'AAPL').percent, 25);
  assert.equal(fillingOf(status, 'MSFT'), null);
});

test('while history is filled in old data is not called stale', () => {
  assert.equal(level(3_600_000), 'stale');
  assert.equal(level(3_600_000, 0, { percent: 3 }), 'filling');
  assert.equal(level(1_000, 0, { percent: 3 }), 'fresh');
  assert.equal(level(null, 0, { percent: 3 }), 'unknown');
});

test('a load of history that has ended is told for a while, as history and not as news', () => {
  assert.equal(loadedOf(null, AT), null);
  assert.equal(loadedOf({ loaded: [] }, AT), null);
  const aapl = { symbol: 'AAPL', candles: 5241, signals: 70, at: AT };
  assert.equal(loadedOf({ loaded: [aapl] }, AT + 1_000).text, 'history of AAPL loaded: 5,241 candles, bars rebuilt');
  assert.equal(loadedOf({ loaded: [aapl] }, AT + 600_000), null);
});

test('damage of the stored data is told with what was found and what to do', () => {
  assert.equal(damageOf(null), null);
  assert.equal(damageOf({ damage: null }), null);
  const { short, text, command } = damageOf({ damage: 'the file was deleted' });
  assert.equal(short, 'stored data damaged');
  assert.match(text, /the file was deleted\. It stores nothing more.*What to do: stop Ticktide/);
  assert.equal(command, './ticktide doctor --store');
});
