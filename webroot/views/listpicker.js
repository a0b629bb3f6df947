import { html } from '../html.js';
import { OWN } from '../model/markettable.js';
import { listNames, readLists } from '../model/watchlists.js';
import { openMenu } from './menu.js';

/** Two buttons of a panel's head: which list it shows, and which lists the chosen symbol is on. Hear them with {@link onLists}. */
export function listTools({ prefs, selection: { symbol } }, list) {
  return html`<button
      type="button"
      class="button small pick"
      data-act="lists"
      data-testid="list-picker"
      data-list="${list ?? ''}"
      aria-haspopup="menu"
      aria-expanded="false"
      title="Which symbols are listed"
    >
      <span class="name">${list ?? 'All symbols'}</span> <span aria-hidden="true">▾</span>
    </button>
    ${symbol && starButton(prefs, symbol)}`;
}

/** Which lists a symbol is on. */
export function starButton(prefs, symbol) {
  const onAny = Object.values(readLists(prefs.lists)).some((symbols) => symbols.includes(symbol));
  return html`<button
    type="button"
    class="plain star"
    data-act="symbol-lists"
    data-symbol="${symbol}"
    data-testid="symbol-lists"
    aria-haspopup="menu"
    aria-expanded="false"
    aria-label="Lists with ${symbol}"
    title="Lists with ${symbol}"
  >
    ${onAny ? '★' : '☆'}
  </button>`;
}

/** The list that a panel shows: null for all symbols, also where a layout names one that this browser has not. */
export function chosenList({ lists }, { list = null }) {
  return list !== null && Object.hasOwn(readLists(lists), list) ? list : null;
}

export function onLists(view, currentList) {
  view.onActivate('[data-act=lists]', (_, button) => openMenu(button, 'Lists', listItems(view, currentList())));
  view.onActivate('[data-act=symbol-lists]', (_, button) =>
    openMenu(button, 'Lists with this symbol', symbolItems(view, currentList(), button.dataset.symbol)),
  );
}

function listItems(view, list) {
  const { panelId } = view;
  const lists = readLists(view.store.state.prefs.lists);
  const act = (text, name) => ({ text, run: () => view.emit('tt-list', { act: name, panelId, list }) });
  // A list is looked at in its own order first.
  const choose = (name) => view.emit('tt-panel-settings', { panelId, list: name, ...(name !== null && { sort: OWN, descending: false }) });
  return [
    { text: 'All symbols', checked: list === null, run: () => choose(null) },
    ...listNames(lists)
      .filter((name) => Object.hasOwn(lists, name))
      .map((name) => ({ text: name, note: lists[name].length, checked: name === list, run: () => choose(name) })),
    null,
    act('New list …', 'create'),
    ...(list === null ? [] : [act('Add symbols …', 'add'), act('Rename …', 'rename'), act('Delete …', 'delete')]),
  ];
}

function symbolItems(view, list, symbol) {
  const { panelId } = view;
  const lists = readLists(view.store.state.prefs.lists);
  const send = (act, detail) => () => view.emit('tt-list', { act, panelId, symbol, ...detail });
  const at = list === null ? -1 : lists[list].indexOf(symbol);
  const moves = [
    null,
    { text: 'Move up', note: 'Alt ↑', disabled: at === 0, run: send('move', { list, step: -1 }) },
    { text: 'Move down', note: 'Alt ↓', disabled: at === lists[list]?.length - 1, run: send('move', { list, step: 1 }) },
  ];
  return [
    ...listNames(lists).map((name) => ({
      text: `${symbol} on ${name}`,
      ticked: lists[name]?.includes(symbol) ?? false,
      run: send('toggle', { list: name }),
    })),
    null,
    { text: `New list with ${symbol} …`, run: send('create', { symbols: [symbol] }) },
    ...(at < 0 ? [] : moves),
  ];
}
