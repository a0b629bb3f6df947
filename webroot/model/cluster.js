import { duration } from './format.js';

/** What /api/v1/cluster says, made ready for drawing. Pure, but for History, which remembers what was polled. */

const WINDOW = 60_000;
const MOVED_FOR = 10_000;
const LEFT_FOR = 600_000;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const STAGES = ['indicator', 'signal', 'aggregate'];
export const STATES = {
  joining: 'joining',
  serving: 'serving',
  without_store: 'no database',
  draining: 'leaving',
};
const KINDS = {
  claimed: 'claimed',
  handed_over: 'handed over',
  taken_over: 'taken over',
};

/** The last minute of polls. Nodes keep their letter for as long as the page is open. */
export class History {
  last = null;
  lastAt = 0;
  /** [{node, at}]: those that were there and are not; `at` is by the server's clock, all else here by the browser's. */
  departures = [];
  #names = new Map();
  #rates = new Map();
  #moved = new Map();

  add(state, now) {
    // Letters in the order of starting; a node that has not reported yet is the newest.
    for (const { node } of [...state.nodes].sort((a, b) => (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity))) {
      if (!this.#names.has(node)) this.#names.set(node, this.#names.size);
    }
    const here = new Set(state.nodes.map(({ node }) => node));
    for (const node of [...this.#rates.keys()]) if (!here.has(node)) this.#rates.delete(node);
    for (const { node, eventsPerSecond } of state.nodes) {
      if (eventsPerSecond === undefined) continue;
      const rates = (this.#rates.get(node) ?? []).filter(({ at }) => now - at <= WINDOW);
      this.#rates.set(node, [...rates, { at: now, value: eventsPerSecond }]);
    }
    if (this.last) this.#compare(this.last, state, now, here);
    this.last = state;
    this.lastAt = now;
  }

  #compare(before, state, now, here) {
    for (const stage of STAGES) {
      const epochs = new Map((before.owners[stage] ?? []).map((row) => [row.partition, row.epoch]));
      for (const row of state.owners[stage] ?? []) {
        if (epochs.get(row.partition) !== row.epoch) this.#moved.set(stage + row.partition, now);
      }
    }
    const left = before.nodes.filter(({ node }) => !here.has(node)).map(({ node }) => ({ node, at: state.now }));
    this.departures = [...this.departures, ...left].filter(({ node, at }) => !here.has(node) && state.now - at < LEFT_FOR);
  }

  /** 0, 1, 2 … in the order in which nodes were first seen; -1 for one that never was. */
  indexOf(node) {
    return this.#names.get(node) ?? -1;
  }

  isHere(node) {
    return this.last.nodes.some((each) => each.node === node);
  }

  /** [{at, value}], oldest first. */
  rates(node) {
    return this.#rates.get(node) ?? [];
  }

  hasMoved(stage, partition, now) {
    return now - (this.#moved.get(stage + partition) ?? -Infinity) < MOVED_FOR;
  }

  /** The server's clock, which the browser's may be far from. */
  serverTime(now) {
    return this.last.now + (now - this.lastAt);
  }
}

export function letter(index) {
  if (index < 0) return '?';
  const round = Math.floor(index / LETTERS.length);
  return LETTERS[index % LETTERS.length] + (round ? round + 1 : '');
}

/** The nodes in the order of their letters. */
export function nodes(history) {
  return history.last.nodes
    .map((node) => ({ ...node, index: history.indexOf(node.node), isSelf: node.node === history.last.self }))
    .sort((a, b) => a.index - b.index);
}

/** Every partition of a stage, also those without an owner, in order. */
export function cells(history, stage, now) {
  const owners = new Map((history.last.owners[stage] ?? []).map((row) => [row.partition, row]));
  return Array.from({ length: history.last.partitions }, (unused, partition) => {
    const row = owners.get(partition);
    const node = row?.node ?? null;
    return {
      partition,
      epoch: row?.epoch ?? 0,
      node,
      index: node === null ? -1 : history.indexOf(node),
      orphaned: node === null || !history.isHere(node),
      moved: history.hasMoved(stage, partition, now),
    };
  });
}

/** How many partitions each owner has, in the order of letters; those without one last. */
export function shares(all) {
  const counts = new Map();
  for (const { node, index } of all) {
    const share = counts.get(node) ?? { node, index, count: 0 };
    counts.set(node, { ...share, count: share.count + 1 });
  }
  const rank = ({ node, index }) => (node === null ? Infinity : index);
  return [...counts.values()].sort((a, b) => rank(a) - rank(b));
}

/** A sentence for everybody, and for those who can't see the maps the only short one. */
export function verdict(history) {
  const all = STAGES.flatMap((stage) => cells(history, stage, 0));
  const orphaned = all.filter((cell) => cell.orphaned).length;
  const idle = history.last.nodes.filter(({ state }) => state !== 'serving').length;
  const count = history.last.nodes.length;
  return {
    ok: !orphaned && !idle,
    text:
      `${count} ${count === 1 ? 'node' : 'nodes'}${idle ? `, ${idle} not serving` : ''}; ` +
      (orphaned ? `${orphaned} of ${all.length} partitions wait for an owner` : 'every partition has an owner'),
  };
}

/** What moved and who left, newest first. */
export function moves(history, most = 20) {
  return [...history.last.takeovers, ...history.departures.map((each) => ({ ...each, kind: 'left' }))]
    .sort((a, b) => b.at - a.at)
    .slice(0, most);
}

/**
 * A move in words.
 * @param {Record<string, any>} move
 */
export function told({ kind, stage, partitions }) {
  if (kind === 'left') return 'gone';
  return `${partitions} ${stage} ${partitions === 1 ? 'partition' : 'partitions'} ${KINDS[kind] ?? kind}`;
}

/** Points of a polyline in a box that is a minute wide, now at the right. */
export function sparkline(rates, now, width, height) {
  const top = Math.max(1, ...rates.map(({ value }) => value));
  return rates
    .map(({ at, value }) => {
      const x = width * (1 - (now - at) / WINDOW);
      return `${x.toFixed(1)},${(height - (value / top) * height).toFixed(1)}`;
    })
    .join(' ');
}

export function age(ms) {
  return `${duration(ms)} ago`;
}

/** The cell that an arrow key leads to, or null for any other key. */
export function step(key, partition, columns, partitions) {
  const to = {
    ArrowLeft: partition - 1,
    ArrowRight: partition + 1,
    ArrowUp: partition - columns,
    ArrowDown: partition + columns,
    Home: 0,
    End: partitions - 1,
  }[key];
  if (to === undefined) return null;
  return to < 0 || to >= partitions ? partition : to;
}
