import { api } from './api.js';
import { Bus } from './bus.js';
import { chartIntents } from './chartintents.js';
import { loadPrefs, readPlace, savePrefs, writePlace } from './prefs.js';
import { Session } from './session.js';
import { Store } from './store.js';
import { keyboard } from './keyboard.js';
import { VIEWS } from './views/index.js';

const hears = {
  opened: () => session.opened(),
  closed: (attempt) => session.closed(attempt),
  message: (address, message) => store.receive(address, message),
};
const store = new Store({ onGap: () => session.gap() });
const bus = new Bus(hears);
const session = new Session({ bus, api, store });

const intents = {
  'tt-symbol': ({ symbol }) => session.show({ symbol }),
  'tt-timeframe': ({ timeframe }) => session.show({ timeframe }),
  'tt-signal': ({ id }) => session.explain(id),
  ...chartIntents({ session, store }),
  'tt-prefs': (change) => store.set('prefs', change),
  'tt-filter': (change) => store.set('filter', change),
  'tt-panel': ({ panel }) => (document.body.dataset.panel = panel),
};

store.state.prefs = loadPrefs();
for (const [name, act] of Object.entries(intents)) document.addEventListener(name, (event) => act(event.detail));
for (const [name, view] of Object.entries(VIEWS)) customElements.define(name, view);
for (const name of Object.keys(VIEWS)) document.querySelectorAll(name).forEach((element) => element.attach(store));

store.subscribe(['prefs'], () => {
  const { theme } = store.state.prefs;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  savePrefs(store.state.prefs);
});
store.subscribe(['selection'], () => {
  const { selection } = store.state;
  // Without the query a mail's link came with: the place is in the hash from now on.
  if (selection.symbol) history.replaceState(null, '', location.pathname + writePlace(selection));
});
addEventListener('hashchange', () => go(readPlace(location)));
addEventListener('online', () => bus.hurry());
document.addEventListener('visibilitychange', () => document.hidden || bus.hurry());
keyboard(document, store);
setInterval(() => store.tick(), 1_000);
const linked = readPlace(location);
session.start(linked);
if (linked.signalId) session.explain(linked.signalId);

function go({ signalId = null, ...chart }) {
  if (signalId) session.explain(signalId);
  else session.show(chart);
}
