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

/** The place in the address bar, so that a chart can be linked to: #AAPL/5m */
export function readPlace(hash) {
  const [symbol, timeframe] = hash.replace(/^#/, '').split('/').map(decoded);
  return { symbol: symbol || undefined, timeframe: timeframe || undefined };
}

export function writePlace({ symbol, timeframe }) {
  return '#' + encodeURIComponent(symbol) + '/' + encodeURIComponent(timeframe);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
