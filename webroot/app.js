import { api } from './api.js';
import { Bus } from './bus.js';
import { chartIntents } from './chartintents.js';
import { Desk } from './desk.js';
import { Drafting } from './drafting.js';
import { keyboard } from './keyboard.js';
import { layoutIntents } from './layoutintents.js';
import { listIntents } from './listintents.js';
import { findRows, neighbour } from './model/lists.js';
import { readTyped } from './model/typed.js';
import { News } from './news.js';
import {
  DRAFT,
  LAYOUTS,
  READ,
  forgetAll,
  keep,
  keepReplay,
  loadPrefs,
  onOtherTab,
  readPlace,
  readView,
  recall,
  recallReplay,
  savePrefs,
  tabOwn,
  writePlace,
} from './prefs.js';
import { Replay } from './replay.js';
import { Session } from './session.js';
import { Sound } from './sound.js';
import { Store } from './store.js';
import { Upkeep } from './upkeep.js';
import { VIEWS } from './views/index.js';
import { explainTerms } from './views/tips.js';

const hears = {
  opened: () => session.opened(),
  closed: (attempt) => session.closed(attempt),
  message: (address, message) => store.receive(address, message),
};
const kept = (part) => ({ recall: () => recall(part), keep: (value) => keep(value, part) });
const store = new Store({ onGap: () => session.gap() });
store.state.prefs = loadPrefs();
// Words somebody is looking for are this tab's own, and outlive a reload.
const typed = tabOwn('.typed');
Object.assign(store.state, readTyped(typed.recall()));
store.subscribe(['typed', 'filter'], () => typed.keep({ typed: store.state.typed, filter: store.state.filter }));
const bus = new Bus(hears);
const session = new Session({ bus, api, store });
const desk = new Desk({ store, storage: kept(LAYOUTS), own: tabOwn('.layout'), width: () => innerWidth });
const sound = new Sound();
const news = new News({ store, storage: kept(READ), sound });
new Upkeep({ store, api, why: (bar) => session.why(bar) });
const drafting = new Drafting({ api, store, storage: kept(DRAFT) });
const replay = new Replay({ store, storage: { recall: recallReplay, keep: keepReplay } });
const element = (name) => document.querySelector('tt-' + name);

const intents = {
  'tt-symbol': ({ symbol }) => session.show({ symbol }),
  'tt-stock': ({ symbol }) => {
    session.show({ symbol });
    intents['tt-panel-reveal']({ kind: 'stock', look: true });
  },
  'tt-timeframe': ({ timeframe }) => session.show({ timeframe }),
  'tt-signal': ({ id }) => {
    session.explain(id);
    if (id === null) return;
    news.read({ signalId: id });
    intents['tt-panel-reveal']({ kind: 'explain' });
  },
  'tt-why': (bar) => {
    session.why(bar);
    intents['tt-panel-reveal']({ kind: 'explain' });
  },
  ...chartIntents({ session, element, reveal: (which) => intents['tt-panel-reveal'](which) }),
  'tt-replay': (what) => replay.do(what),
  'tt-prefs': (change) => store.set('prefs', change),
  'tt-filter': (change) => store.set('filter', change),
  'tt-typed': ({ panelId, text }) => store.set('typed', { [panelId]: text }),
  'tt-panel': ({ panel }) => (document.body.dataset.panel = panel),
  'tt-walk': ({ step }) => walk(step),
  'tt-scroll': ({ step, panelId }) => chartOf(panelId)?.walk?.(step),
  'tt-chart-key': ({ key, panelId }) => {
    const canvas = chartOf(panelId)?.querySelector('.canvas');
    canvas?.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
  },
  'tt-find': ({ query }) => element('finder').find(query),
  'tt-dialog': ({ name }) => element(name).open(),
  'tt-read': (which) => news.read(which),
  'tt-toast': (change) => news.toast(change),
  'tt-sound': ({ side }) => sound.play(side),
  'tt-browser-notes': async ({ on }) => {
    const granted = on && (await news.askForBrowser()) === 'granted';
    store.set('prefs', { browser: granted });
  },
  'tt-forget': () => forget(),
  'tt-draft': (text) => drafting.edit(text),
  'tt-draft-value': (change) => drafting.adjust(change),
  'tt-draft-shown': (panel) => drafting.show(panel),
  'tt-sparks': (wanted) => session.sparks(wanted),
  'tt-signals-of': (wanted) => session.signalsOf(wanted),
  ...listIntents({ store, desk, element }),
  ...layoutIntents({ desk, element, link: (view) => location.origin + location.pathname + writePlace(store.state.selection, view) }),
};

/** @type {Record<string, (detail: any) => void>} */
const acts = intents;
for (const [name, act] of Object.entries(acts)) document.addEventListener(name, (event) => act(event.detail ?? {}));
for (const [name, view] of Object.entries(VIEWS)) customElements.define(name, view);
for (const name of Object.keys(VIEWS)) document.querySelectorAll(name).forEach((view) => view.store ?? view.attach(store));

store.subscribe(['prefs'], () => {
  for (const name of ['theme', 'palette']) {
    const choice = store.state.prefs[name];
    if (choice) document.documentElement.dataset[name] = choice;
    else delete document.documentElement.dataset[name];
  }
  savePrefs(store.state.prefs);
});
store.subscribe(['selection'], () => {
  const { selection } = store.state;
  // Without the query a mail's link came with: the place is in the hash from now on.
  if (selection.symbol) history.replaceState(null, '', location.pathname + writePlace(selection));
});
onOtherTab((part) => {
  if (part === LAYOUTS) desk.elsewhere();
  else if (part === READ) news.elsewhere();
  else if (part === '') {
    store.state.prefs = loadPrefs();
    store.changed('prefs');
  }
});
addEventListener('hashchange', () => go(readPlace(location), readView(location)));
addEventListener('online', () => bus.hurry());
document.addEventListener('visibilitychange', () => document.hidden || bus.hurry());
if (store.state.prefs.sound) {
  for (const gesture of ['pointerdown', 'keydown']) addEventListener(gesture, () => sound.wake(), { once: true });
}
keyboard(document, store, ({ intent, detail }, target) => {
  const send = (name, data) => document.dispatchEvent(new CustomEvent(name, { detail: data }));
  const panelId = target.closest?.('[data-panel-id]')?.dataset.panelId;
  // A chart with a timeframe of its own keeps to it, and takes the digits while the focus is in it.
  const own = intent === 'tt-timeframe' && store.state.panels.get(panelId)?.settings.timeframe;
  if (own) send('tt-panel-settings', { panelId, ...detail });
  else send(intent, intent === 'tt-scroll' || intent === 'tt-chart-key' ? { ...detail, panelId } : detail);
});
setInterval(() => store.tick(), 1_000);
explainTerms();
const linked = readPlace(location);
openView(readView(location));
session.start(linked);
if (linked.signalId) session.explain(linked.signalId);

function go({ signalId = null, ...chart }, view) {
  openView(view);
  if (signalId) session.explain(signalId);
  else session.show(chart);
}

function openView(word) {
  if (!word) return;
  try {
    desk.openWord(word);
  } catch (error) {
    element('ask').tell({ title: 'This link shows no layout', text: error.message });
  }
}

/** The one that has the focus, or the first. */
function chartOf(panelId) {
  return document.querySelector(`[data-panel-id="${panelId}"] tt-chart`) ?? element('chart');
}

function walk(step) {
  const { rows, prefs, selection } = store.state;
  const symbols = findRows([...rows.values()], '', prefs.order).map((row) => row.symbol);
  const symbol = neighbour(symbols, selection.symbol, step);
  if (symbol) session.show({ symbol });
}

async function forget() {
  const sure = await element('ask').sure({
    title: 'Forget everything?',
    text: 'Settings, layouts and what was read are removed from this browser, and the page is loaded anew.',
    action: 'Forget',
  });
  if (!sure) return;
  forgetAll();
  location.reload();
}
