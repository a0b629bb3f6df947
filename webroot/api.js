/** REST, and nothing else: one function per question. Failures are ApiError with the server's code. */

const PATIENCE = 3_000;

export class ApiError extends Error {
  /** @param retryAfter seconds after which the server wants to be asked again, 0 if it did not say */
  constructor(status, problem, retryAfter = 0) {
    super(problem.detail ?? problem.title ?? `the server answered ${status}`);
    this.status = status;
    this.code = problem.code ?? null;
    this.retryAfter = Number.isFinite(retryAfter) ? retryAfter : 0;
  }
}

async function get(path, query = {}, signal = undefined) {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const url = '/api/v1' + path + (asked.length ? '?' + new URLSearchParams(asked) : '');
  return answered(await fetch(url, { headers: { Accept: 'application/json' }, cache: 'no-store', signal }));
}

async function post(path, body, signal) {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
  return answered(await fetch('/api/v1' + path, { method: 'POST', headers, body: JSON.stringify(body), cache: 'no-store', signal }));
}

async function answered(response) {
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw new ApiError(response.status, problem, Number(response.headers.get('Retry-After') ?? 0));
}

export const api = {
  symbols: () => get('/symbols'),
  summary: () => get('/summary'),
  signals: (query) => get('/signals', query),
  /** The last closes of up to a hundred symbols. */
  sparklines: (symbols) => get('/sparklines', { symbols: symbols.join(',') }),
  /** How every strategy stands at a bar. */
  explain: (symbol, timeframe, time) => get('/explain', { symbol, timeframe, time }),
  signal: (id) => get('/signals/' + encodeURIComponent(id)),
  notifications: (query) => get('/notifications', query),
  metadata: (query) => get('/metadata', query),
  snapshot: (symbol, timeframe, limit = 500) => get('/snapshot', { symbol, timeframe, limit }),
  candles: (query) => get('/candles', query),
  catalog: () => get('/indicators/catalog'),
  formulaWords: () => get('/formulas/words'),
  /** Whether a text is a strategy: {problems, canonical, params}. */
  checkFormula: (text, signal) => post('/formulas/check', { text, kind: 'strategy' }, signal),
  /** What a strategy would have done on the last bars of a chart: {problems, result}. */
  previewFormula: (asked, signal) => post('/formulas/preview', asked, signal),
  /** Gives up on a node that stands still; the others ask once, this one again and again. */
  cluster: () => get('/cluster', {}, AbortSignal.timeout(PATIENCE)),
  indicators: (query) => get('/indicators', { ...query, names: query.names.join(',') }),
};
