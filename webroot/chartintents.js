/** What charts ask for. */
export function chartIntents({ session, store }) {
  return {
    'tt-older': (asked) => session.loadOlder(asked ?? {}),
    'tt-watch': (wanted) => session.watch(wanted),
    'tt-hold': (which) => session.hold(which),
    'tt-catalog': () => session.loadCatalog(),
    // A page without a layout of its own still keeps what its charts are set to, for as long as it is open.
    'tt-panel-settings': ({ panelId, ...change }) => {
      const { panels } = store.state;
      const { settings = {}, ...panel } = panels.get(panelId) ?? {};
      panels.set(panelId, { ...panel, settings: { ...settings, ...change } });
      store.changed('panels');
    },
  };
}
