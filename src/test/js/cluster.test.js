import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  History,
  STAGES,
  age,
  cells,
  letter,
  moves,
  nodes,
  shares,
  sparkline,
  step,
  told,
  verdict,
} from '../../../webroot/model/cluster.js';

const T = 1_800_000_000_000;
let history;

beforeEach(() => {
  history = new History();
});

const serving = (node, startedAt, more = {}) => ({ node, state: 'serving', roles: STAGES, startedAt, ...more });

/** All stages have the same owners: [[node, epoch], …]. */
function state(members, owners, more = {}) {
  const rows = owners.map(([node, epoch], partition) => ({ partition, epoch, node }));
  return {
    self: members[0].node,
    now: T,
    partitions: 2,
    nodes: members,
    owners: Object.fromEntries(STAGES.map((stage) => [stage, rows])),
    takeovers: [],
    ...more,
  };
}

const lettersOf = () => nodes(history).map(({ node, index }) => letter(index) + ':' + node);

test('letters follow the order of starting and stay with their node', () => {
  history.add(state([serving('p', 300), serving('q', 100), serving('r', 200)], []), T);
  assert.deepEqual(lettersOf(), ['A:q', 'B:r', 'C:p']);
  history.add(state([serving('p', 300), serving('r', 200)], []), T + 1_000);
  assert.deepEqual(lettersOf(), ['B:r', 'C:p']);
  history.add(state([serving('a', 50), serving('p', 300), serving('q', 100), serving('r', 200)], []), T + 2_000);
  assert.deepEqual(lettersOf(), ['A:q', 'B:r', 'C:p', 'D:a'], 'one that comes late or comes back');
});

test('there are letters for any number of nodes', () => {
  assert.deepEqual([-1, 0, 25, 26, 51, 52].map(letter), ['?', 'A', 'Z', 'A2', 'Z2', 'A3']);
});

test('a node that joins and has not reported yet is shown, after those that have, and draws no line', () => {
  const joining = { node: 'a', state: 'joining', roles: STAGES };
  history.add(state([joining, serving('b', 100, { eventsPerSecond: 7 })], []), T);
  assert.deepEqual(lettersOf(), ['A:b', 'B:a']);
  assert.deepEqual(history.rates('a'), []);
  assert.deepEqual(history.rates('b'), [{ at: T, value: 7 }]);
  assert.equal(sparkline(history.rates('a'), T, 120, 20), '');
});

test('the page knows which node it asks', () => {
  history.add(state([serving('a', 1), serving('b', 2)], []), T);
  assert.deepEqual(
    nodes(history).map(({ isSelf }) => isSelf),
    [true, false],
  );
});

test('every partition has a cell: owned, given back, never owned, or of a node that is gone', () => {
  history.add(
    state(
      [serving('a', 1)],
      [
        ['a', 3],
        [null, 4],
        ['dead', 2],
      ],
      { partitions: 4 },
    ),
    T,
  );
  assert.deepEqual(
    cells(history, 'signal', T).map(({ partition, node, epoch, index, orphaned }) => [partition, node, epoch, index, orphaned]),
    [
      [0, 'a', 3, 0, false],
      [1, null, 4, -1, true],
      [2, 'dead', 2, -1, true],
      [3, null, 0, -1, true],
    ],
  );
  assert.deepEqual(
    cells({ last: { partitions: 1, owners: {}, nodes: [] }, hasMoved: () => false }, 'signal', T).map((c) => c.node),
    [null],
    'a stage that nobody has claimed anything of',
  );
});

test('a partition of a node that died keeps its letter until another has it', () => {
  history.add(
    state(
      [serving('a', 1), serving('b', 2)],
      [
        ['a', 1],
        ['b', 1],
      ],
    ),
    T,
  );
  history.add(
    state(
      [serving('a', 1)],
      [
        ['a', 1],
        ['b', 1],
      ],
    ),
    T + 1_000,
  );
  const [, cell] = cells(history, 'indicator', T + 1_000);
  assert.deepEqual([letter(cell.index), cell.orphaned], ['B', true]);
});

test('a partition with a new epoch is marked for ten seconds, and none when the page opens', () => {
  const moved = (now) => cells(history, 'aggregate', now).map((cell) => cell.moved);
  history.add(
    state(
      [serving('a', 1)],
      [
        ['a', 1],
        ['a', 1],
      ],
    ),
    T,
  );
  assert.deepEqual(moved(T), [false, false]);
  history.add(
    state(
      [serving('a', 1)],
      [
        ['a', 1],
        ['a', 2],
      ],
    ),
    T + 1_000,
  );
  assert.deepEqual(moved(T + 1_000), [false, true]);
  assert.deepEqual(moved(T + 10_999), [false, true]);
  assert.deepEqual(moved(T + 11_000), [false, false]);
});

test('shares count by letter, those of nobody last', () => {
  history.add(
    state(
      [serving('a', 1), serving('b', 2)],
      [
        ['b', 1],
        [null, 1],
        ['a', 1],
        ['b', 1],
      ],
      { partitions: 4 },
    ),
    T,
  );
  assert.deepEqual(
    shares(cells(history, 'indicator', T)).map(({ node, count }) => [node, count]),
    [
      ['a', 1],
      ['b', 2],
      [null, 1],
    ],
  );
});

test('one sentence says whether all is well', () => {
  history.add(
    state(
      [serving('a', 1)],
      [
        ['a', 1],
        ['a', 1],
      ],
    ),
    T,
  );
  assert.deepEqual(verdict(history), { ok: true, text: '1 node; every partition has an owner' });
  history.add(
    state(
      [serving('a', 1), { node: 'b', roles: [], state: 'joining' }],
      [
        ['a', 1],
        ['dead', 1],
      ],
    ),
    T,
  );
  assert.deepEqual(verdict(history), {
    ok: false,
    text: '2 nodes, 1 not serving; 3 of 6 partitions wait for an owner',
  });
});

const taken = (at) => ({ at, node: 'a', stage: 'signal', kind: 'taken_over', partitions: 21, durationMs: 700 });

test('takeovers come newest first, with the nodes that left, and not endlessly', () => {
  history.add(state([serving('a', 1), serving('b', 2)], []), T);
  const takeovers = [taken(T - 5_000), taken(T + 2_500), taken(T - 9_000)];
  history.add(state([serving('a', 1)], [], { now: T + 2_000, takeovers }), T + 2_000);
  assert.deepEqual(
    moves(history).map(({ at, node, kind }) => [at - T, node, kind]),
    [
      [2_500, 'a', 'taken_over'],
      [2_000, 'b', 'left'],
      [-5_000, 'a', 'taken_over'],
      [-9_000, 'a', 'taken_over'],
    ],
  );
  assert.equal(moves(history, 2).length, 2);
});

test('a node that comes back did not leave', () => {
  history.add(state([serving('a', 1), serving('b', 2)], []), T);
  history.add(state([serving('a', 1)], []), T + 1_000);
  assert.equal(history.departures.length, 1);
  history.add(state([serving('a', 1), serving('b', 2)], []), T + 2_000);
  assert.deepEqual(history.departures, []);
});

test('a move is told in words', () => {
  assert.equal(told(taken(T)), '21 signal partitions taken over');
  assert.equal(told({ ...taken(T), partitions: 1, kind: 'handed_over' }), '1 signal partition handed over');
  assert.equal(told({ ...taken(T), kind: 'claimed' }), '21 signal partitions claimed');
  assert.equal(told({ kind: 'left', node: 'b' }), 'gone');
});

test('the line of a node is a minute wide, ends at the right and is drawn by time', () => {
  const rates = [0, 30_000, 60_000].map((ms, i) => ({ at: T + ms, value: [0, 50, 100][i] }));
  assert.equal(sparkline(rates, T + 60_000, 120, 20), '0.0,20.0 60.0,10.0 120.0,0.0');
  assert.equal(sparkline([{ at: T, value: 0 }], T, 120, 20), '120.0,20.0', 'nothing stored is a line at the bottom');
});

test('rates older than a minute are forgotten, and those of nodes that left', () => {
  const polled = (ms, ...members) => history.add(state(members, []), T + ms);
  const a = serving('a', 1, { eventsPerSecond: 5 });
  polled(0, a, serving('b', 2, { eventsPerSecond: 1 }));
  polled(60_000, a);
  assert.deepEqual(
    history.rates('a').map(({ at }) => at - T),
    [0, 60_000],
  );
  polled(60_001, a);
  assert.deepEqual(
    history.rates('a').map(({ at }) => at - T),
    [60_000, 60_001],
  );
  assert.deepEqual(history.rates('b'), []);
});

test("ages are by the server's clock", () => {
  history.add(state([serving('a', 1)], [], { now: T - 3_600_000 }), T);
  assert.equal(history.serverTime(T + 4_000), T - 3_596_000);
  assert.deepEqual([-5, 59_999, 60_000, 7_200_000].map(age), ['0s ago', '59s ago', '1m ago', '2h ago']);
});

test('arrows walk the map and stop at its edges; other keys are not for it', () => {
  const from = (key, partition) => step(key, partition, 16, 64);
  assert.deepEqual(
    [
      ['ArrowRight', 0],
      ['ArrowDown', 5],
      ['ArrowLeft', 0],
      ['ArrowUp', 5],
      ['ArrowUp', 21],
      ['ArrowDown', 60],
      ['ArrowRight', 63],
      ['Home', 40],
      ['End', 40],
      ['Tab', 3],
      ['a', 3],
    ].map(([key, partition]) => from(key, partition)),
    [1, 21, 0, 5, 5, 60, 63, 0, 63, null, null],
  );
});
