/** What charts ask for. */
export function chartIntents({ session }) {
  return {
    'tt-older': (asked) => session.loadOlder(asked ?? {}),
    'tt-watch': (wanted) => session.watch(wanted),
    'tt-hold': (which) => session.hold(which),
    'tt-catalog': () => session.loadCatalog(),
  };
}
