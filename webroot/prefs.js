const KEY = 'ticktide';

/** What this browser remembers; a blocked storage costs the memory, never the page. */
export function loadPrefs() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

export function savePrefs(prefs) {
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs));
  } catch {
    // Private mode: the choice holds until the page is closed.
  }
}

/**
 * The place in the address bar, so that a chart and a signal's explanation can be linked to: #AAPL/5m, #AAPL/5m/<signal>,
 * or ?symbol=AAPL&timeframe=5m&signal=<signal> as mails have it, because some mail readers drop what follows a #.
 */
export function readPlace({ hash, search }) {
  const query = new URLSearchParams(search);
  const [symbol, timeframe, signalId] = hash
    ? hash.replace(/^#/, '').split('/').map(decoded)
    : ['symbol', 'timeframe', 'signal'].map((name) => query.get(name));
  return { symbol: symbol || undefined, timeframe: timeframe || undefined, signalId: signalId || undefined };
}

export function writePlace({ symbol, timeframe, signalId }) {
  const parts = [symbol, timeframe, ...(signalId ? [signalId] : [])];
  return '#' + parts.map(encodeURIComponent).join('/');
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
