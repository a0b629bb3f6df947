// As many as the lists show.
const SIGNALS = 150;
const ENTRIES = 100;
const OF_STOCK = 50;

/** [symbols, summary, signals, notifications]; the symbols only if they are not there yet. */
export const fetchLists = (api, symbols = null) =>
  Promise.all([symbols ?? api.symbols(), api.summary(), api.signals({ limit: SIGNALS }), api.notifications({ limit: ENTRIES })]);

/** The newest signals of a stock, which may be older than the newest of all. */
export async function loadSignalsOf(api, store, symbol) {
  store.addSignals(await api.signals({ symbol, limit: OF_STOCK }).catch(() => []));
}
