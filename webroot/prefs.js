import { isView } from './model/viewlink.js';

const KEY = 'ticktide';

/** What this browser remembers; a blocked storage costs the memory, never the page. */
export function recall(part = '') {
  try {
    return JSON.parse(localStorage.getItem(KEY + part));
  } catch {
    return null;
  }
}

export function keep(value, part = '') {
  try {
    localStorage.setItem(KEY + part, JSON.stringify(value));
  } catch {
    // Private mode: the choice holds until the page is closed.
  }
}

/** A replay belongs to its tab and ends with it. */
export function recallReplay() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY + '.replay'));
  } catch {
    return null;
  }
}

export function keepReplay(replay) {
  try {
    if (replay) sessionStorage.setItem(KEY + '.replay', JSON.stringify(replay));
    else sessionStorage.removeItem(KEY + '.replay');
  } catch {
    // It ends with a reload then.
  }
}

export function forgetAll() {
  try {
    for (const held of [localStorage, sessionStorage]) {
      for (const key of Object.keys(held)) if (key.startsWith(KEY)) held.removeItem(key);
    }
  } catch {
    // There is nothing to forget.
  }
}

/** What one tab remembers for itself, across a reload. */
export const tabOwn = (part) => ({
  recall: () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY + part));
    } catch {
      return null;
    }
  },
  keep: (value) => {
    try {
      sessionStorage.setItem(KEY + part, JSON.stringify(value));
    } catch {
      // Then the other tabs decide with which layout a reload begins.
    }
  },
});

/** Calls back with the part that another tab has changed. */
export function onOtherTab(listener) {
  addEventListener('storage', ({ key }) => {
    if (key?.startsWith(KEY)) listener(key.slice(KEY.length));
  });
}

export const LAYOUTS = '.layouts';
export const READ = '.read';
export const DRAFT = '.draft';

export const loadPrefs = () => recall() ?? {};
export const savePrefs = (prefs) => keep(prefs);

/**
 * The place in the address bar, so that a chart and a signal's explanation can be linked to: #AAPL/5m, #AAPL/5m/<signal>,
 * or ?symbol=AAPL&timeframe=5m&signal=<signal> as mails have it, because some mail readers drop what follows a #.
 * #AAPL/5m//view=<layout> brings the panels along.
 */
export function readPlace({ hash, search }) {
  const query = new URLSearchParams(search);
  const [symbol, timeframe, signalId] = hash
    ? hash.replace(/^#/, '').split('/').map(decoded)
    : ['symbol', 'timeframe', 'signal'].map((name) => query.get(name));
  return { symbol: symbol || undefined, timeframe: timeframe || undefined, signalId: signalId || undefined };
}

/** The word for a layout in the address, or null. */
export function readView({ hash }) {
  return hash.replace(/^#/, '').split('/').find(isView) ?? null;
}

/**
 * @param {{ symbol?: string, timeframe?: string, signalId?: string }} place
 * @param {string | null} [view]
 */
export function writePlace({ symbol, timeframe, signalId }, view = null) {
  const parts = [symbol, timeframe, ...(signalId || view ? [signalId ?? ''] : [])].map((part) => encodeURIComponent(part));
  return '#' + [...parts, ...(view ? [view] : [])].join('/');
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
