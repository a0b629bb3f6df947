import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gate } from '../../../webroot/model/gate.js';

const message = (seq, feed = 'run-1') => ({ feed, seq });

test('holds everything until the snapshot opens it, then hands over what the snapshot does not cover', () => {
  const gate = new Gate();
  assert.deepEqual(
    [4, 5, 6, 7].map((seq) => gate.offer(message(seq))),
    ['hold', 'hold', 'hold', 'hold'],
  );
  const { ready, gap } = gate.open('run-1', 5);
  assert.deepEqual(
    ready.map((m) => m.seq),
    [6, 7],
  );
  assert.equal(gap, false);
});

test('lets each number through once', () => {
  const gate = new Gate();
  gate.open('run-1', 10);
  assert.deepEqual(
    [10, 11, 11, 9, 12].map((seq) => gate.offer(message(seq))),
    ['drop', 'apply', 'drop', 'drop', 'apply'],
  );
});

test('a missing number closes it, and the message that showed the gap is kept for the next opening', () => {
  const gate = new Gate();
  gate.open('run-1', 10);
  assert.equal(gate.offer(message(12)), 'gap');
  assert.equal(gate.offer(message(13)), 'hold');
  assert.deepEqual(
    gate.open('run-1', 11).ready.map((m) => m.seq),
    [12, 13],
  );
});

test('another server run is a gap even when its number would fit', () => {
  const gate = new Gate();
  gate.open('run-1', 10);
  assert.equal(gate.offer(message(11, 'run-2')), 'gap');
});

test('a gap among the held messages is reported when it opens', () => {
  const gate = new Gate();
  for (const seq of [5, 7]) gate.offer(message(seq));
  const { ready, gap } = gate.open('run-1', 4);
  assert.deepEqual(
    ready.map((m) => m.seq),
    [5],
  );
  assert.equal(gap, true);
});

test('an address the server has not used yet may begin with any number', () => {
  const gate = new Gate();
  gate.open('run-1', null);
  assert.deepEqual(
    [41, 42, 44].map((seq) => gate.offer(message(seq))),
    ['apply', 'apply', 'gap'],
  );
});

test('opening it again with an older snapshot does not set it back', () => {
  const gate = new Gate();
  gate.open('run-1', 10);
  gate.offer(message(11));
  gate.open('run-1', 10);
  assert.equal(gate.offer(message(12)), 'apply');
});

test('holds a bounded number of messages and shows the loss as a gap', () => {
  const gate = new Gate();
  for (let seq = 1; seq <= 2_500; seq += 1) gate.offer(message(seq));
  assert.equal(gate.held.length, 2_000);
  assert.equal(gate.open('run-1', 0).gap, true);
});

test('several messages made one follow the number before the first of them', () => {
  const gate = new Gate();
  gate.open('run-1', 5);
  const merged = (prev, seq, type = 'bars') => ({ feed: 'run-1', seq, prev, type });
  assert.equal(gate.offer(merged(5, 9)), 'apply');
  assert.equal(gate.offer(merged(5, 12, 'metadata')), 'apply', 'kinds are merged each for itself, so their numbers overlap');
  assert.equal(gate.offer(merged(7, 11)), 'drop');
  assert.equal(gate.offer(merged(13, 14)), 'gap', '13 is missing');
  gate.open('run-1', 14);
  assert.equal(gate.offer(merged(14, 15)), 'apply');
});

test('a gap that the server tells of is one, also where its number would follow', () => {
  const gate = new Gate();
  gate.open('run-1', 5);
  assert.equal(gate.offer({ feed: 'run-1', type: 'gap', prev: 5, seq: 900 }), 'gap');
  assert.deepEqual(gate.open('run-1', 901), { ready: [], gap: false });
  assert.equal(gate.seq, 901);
});
