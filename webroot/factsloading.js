import { together } from './state/facts.js';

const FACTS = 500;
// Orders are so many that the newest of these may lie far behind them.
const SELDOM = ['market_data', 'economic_indicator', 'news_sentiment'];
const OF_EACH = 40;

/** Fetches news, orders and figures of a symbol: beside its chart and never in its way, for without them the page is complete. */
export async function loadFacts(api, store, symbol) {
  store.resetFacts(symbol, []);
  const asked = [{ limit: FACTS }, ...SELDOM.map((type) => ({ type, limit: OF_EACH }))];
  const answers = await Promise.all(asked.map((query) => api.metadata({ symbol, ...query }).catch(() => [])));
  store.resetFacts(symbol, together(answers));
}
