import { emptyBars } from '../model/bars.js';
import { emptyDraft } from '../model/draft.js';
import { Glass } from '../model/latency.js';
import { emptySeries } from './charts.js';

/** What the page knows before it has been told anything; every view draws from this. */
export const firstState = (now) => ({
  connection: { state: 'connecting', attempt: 0 },
  /** How often this page was live and then was not: for a lost connection, or for a message that was missing. */
  breaks: { lost: 0, missing: 0, at: null, backAt: null },
  now,
  clockOffset: 0,
  status: null,
  /** What is typed into the filter of each panel, by its id. */
  typed: {},
  rows: new Map(),
  gaps: new Map(),
  /** The last closes of the symbols, for small lines. */
  sparks: new Map(),
  summaries: new Map(),
  market: null,
  signals: new Map(),
  inbox: [],
  selection: { symbol: null, timeframe: '1m', signalId: null, why: null },
  timeframes: ['raw', '1m', '5m', '15m', '1h'],
  /** By "SYMBOL/timeframe": what charts show. */
  series: new Map(),
  /** The series of the selection once it is there; until then the one before. */
  chart: { ...emptySeries(), bars: emptyBars() },
  /** What the server can compute; null until it was asked. */
  catalog: null,
  /** Studies that the server, asked for them, did not know: {name: true}. */
  refused: {},
  panels: new Map(),
  facts: { symbol: null, items: [] },
  factsOf: new Map(),
  /** What the price did after the signal that is being explained: {id, bars, final, moves, …}; null before it was asked. */
  outcome: null,
  /** The strategy that is being written, see model/draft.js. */
  draft: emptyDraft(),
  /** The words of the formula language; empty until they were asked for. */
  words: [],
  filter: { query: '' },
  /** The past that is played instead of the present, see model/replay.js; null for the present. */
  replay: null,
  prefs: {},
  problem: null,
  /** From hearing a message until it was drawn. */
  glass: new Glass(),
});
