/** What /api/v1/cluster says, made ready for drawing. Pure, but for History, which remembers what was polled. */

const KEPT = 60;
const MOVED_FOR = 10_000;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const STAGES = ['indicator', 'signal', 'aggregate'];
export const STATES = {
  joining: 'joining',
  serving: 'serving',
  without_store: 'no database',
  draining: 'leaving',
};
export const KINDS = {
  claimed: 'claimed',
  handed_over: 'handed over',
  taken_over: 'taken over',
};

/** The last minute of polls. Nodes keep their letter for as long as the page is open. */
export class History {
  last = null;
  lastAt = 0;
  #names = new Map();
  #rates = new Map();
  #moved = new Map();

  add(state, now) {
    for (const { node, eventsPerSecond = 0 } of state.nodes) {
      if (!this.#names.has(node)) this.#names.set(node, this.#names.size);
      const rates = this.#rates.get(node) ?? [];
      rates.push(eventsPerSecond);
      this.#rates.set(node, rates.slice(-KEPT));
    }
    if (this.last) {
      for (const stage of STAGES) {
        const before = new Map((this.last.owners[stage] ?? []).map((row) => [row.partition, row.epoch]));
        for (const row of state.owners[stage] ?? []) {
          if (before.get(row.partition) !== row.epoch) this.#moved.set(stage + row.partition, now);
        }
      }
    }
    this.last = state;
    this.lastAt = now;
  }

  /** 0, 1, 2 … in the order in which nodes were first seen; -1 for one that never was. */
  indexOf(node) {
    return this.#names.get(node) ?? -1;
  }

  rates(node) {
    return this.#rates.get(node) ?? [];
  }

  hasMoved(stage, partition, now) {
    return now - (this.#moved.get(stage + partition) ?? -Infinity) < MOVED_FOR;
  }
}

export function letter(index) {
  return index < 0 ? '?' : LETTERS[index % LETTERS.length];
}

/** The nodes in the order of their letters. */
export function nodes(history) {
  return [...history.last.nodes]
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
      moved: history.hasMoved(stage, partition, now),
    };
  });
}

/** Newest first. */
export function takeovers(state, most = 20) {
  return [...state.takeovers].sort((a, b) => b.at - a.at).slice(0, most);
}

/** Points of a polyline in a box, newest at the right. */
export function sparkline(values, width, height) {
  const top = Math.max(1, ...values);
  const step = width / (KEPT - 1);
  return values
    .map((value, i) => {
      const x = width - (values.length - 1 - i) * step;
      return `${x.toFixed(1)},${(height - (value / top) * height).toFixed(1)}`;
    })
    .join(' ');
}

export function age(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s ago`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min ago`;
  return `${Math.round(seconds / 3_600)} h ago`;
}
