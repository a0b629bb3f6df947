import { FAVOURITES, ListError, create, move, readLists, remove, rename, toggle } from './model/watchlists.js';

/** What views ask for about named lists of symbols, and the questions that belong to it. */
export function listIntents({ store, element }) {
  const lists = () => readLists(store.state.prefs.lists);
  const keep = (next) => store.set('prefs', { lists: next });
  const choose = (panelId, list) =>
    document.dispatchEvent(new CustomEvent('tt-panel-settings', { detail: { panelId, list } }));

  const acts = {
    async create({ panelId }) {
      const name = await element('ask').name({ title: 'A new list', label: 'Name', value: '', action: 'Create' });
      if (name === null) return;
      keep(create(lists(), name));
      choose(panelId, name.trim());
    },
    async rename({ panelId, list }) {
      const name = await element('ask').name({ title: 'Rename the list', label: 'Name', value: list, action: 'Rename' });
      if (name === null) return;
      keep(rename(lists(), list, name));
      choose(panelId, name.trim());
    },
    async delete({ panelId, list }) {
      const text = `The list “${list}” will be gone from this browser.`;
      if (!(await element('ask').sure({ title: 'Delete the list?', text, action: 'Delete' }))) return;
      keep(remove(lists(), list));
      choose(panelId, null);
    },
    toggle: ({ list, symbol }) => keep(toggle(lists(), list || FAVOURITES, symbol)),
    move: ({ list, symbol, step }) => keep(move(lists(), list, symbol, step)),
  };

  return {
    'tt-list': async ({ act, ...detail }) => {
      try {
        await acts[act](detail);
      } catch (error) {
        if (!(error instanceof ListError)) throw error;
        await element('ask').tell({ title: 'That did not work', text: error.message });
      }
    },
  };
}
