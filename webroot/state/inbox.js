const MOST_ENTRIES = 200;

/** Notifications, newest first, bounded. */
export function sortEntries(entries) {
  return [...entries].sort(newestEntryFirst);
}

export function mergeEntry(state, entry) {
  const held = state.inbox.find((other) => other.id === entry.id);
  // Who creates an entry and who sends it may be two nodes, and the second be heard first.
  if (held && held.state !== 'pending' && entry.state === 'pending') return;
  const others = state.inbox.filter((other) => other !== held);
  state.inbox = sortEntries([entry, ...others]).slice(0, MOST_ENTRIES);
}

function newestEntryFirst(a, b) {
  return (b.createdAt ?? 0) - (a.createdAt ?? 0);
}
