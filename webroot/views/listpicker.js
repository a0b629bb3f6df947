import { html } from '../html.js';
import { readLists } from '../model/watchlists.js';

const NEW = '+new';
const RENAME = '+rename';
const DELETE = '+delete';

/** A choice among all symbols and the named lists, with what can be done to them. Listen with {@link onListChange}. */
export function listPicker(prefs, list) {
  const names = Object.keys(readLists(prefs.lists));
  const option = (value, text) => html`<option value="${value}">${text}</option>`;
  return html`<select class="lists" data-field="list" data-testid="list-picker" aria-label="List of symbols">
    ${option('', 'All symbols')}
    ${names.length > 0 && html`<optgroup label="Lists">${names.map((name) => option('=' + name, name))}</optgroup>`}
    <optgroup label="Change">
      ${option(NEW, 'New list …')} ${list && html`${option(RENAME, 'Rename the list …')}${option(DELETE, 'Delete the list …')}`}
    </optgroup>
  </select>`;
}

/** The list that a panel shows: null for all symbols, also where a layout names one that this browser has not. */
export function chosenList({ lists }, { list = null }) {
  return list !== null && Object.hasOwn(readLists(lists), list) ? list : null;
}

/** Keeps the choice of a picker that has been drawn. */
export function showChoice(host, list) {
  const picker = host.querySelector('[data-field=list]');
  const value = list === null ? '' : '=' + list;
  if (picker && picker !== document.activeElement) picker.value = value;
}

export function onListChange(view, currentList) {
  view.addEventListener('change', ({ target }) => {
    if (target.dataset.field !== 'list') return;
    const { panelId } = view;
    const acts = { [NEW]: 'create', [RENAME]: 'rename', [DELETE]: 'delete' };
    const act = acts[target.value];
    if (act) {
      const list = currentList();
      target.blur();
      view.emit('tt-list', { act, panelId, list });
      view.invalidate();
    } else view.emit('tt-panel-settings', { panelId, list: target.value.slice(1) || null });
  });
}
