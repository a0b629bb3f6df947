import { cleanName } from './model/layoutfile.js';
import { OWN } from './model/markettable.js';
import { FAVOURITES, ListError, add, create, move, readLists, remove, rename, spelled, toggle } from './model/watchlists.js';

/** What views ask for about named lists of symbols, and the questions that belong to it. */
export function listIntents({ store, desk, element }) {
  const lists = () => readLists(store.state.prefs.lists);
  const keep = (next) => store.set('prefs', { lists: next });
  const choose = (panelId, list) => desk.settings({ panelId, list, sort: OWN, descending: false });

  const acts = {
    async create({ panelId, symbols = [] }) {
      const name = await element('ask').name({ title: 'A new list', label: 'Name', value: '', action: 'Create' });
      if (name === null) return;
      keep(create(lists(), name, symbols));
      // With a symbol that was looked at elsewhere, one goes on looking there.
      if (!symbols.length) choose(panelId, cleanName(name));
    },
    async add({ list }) {
      const text = await element('ask').name({
        title: `Add to “${list}”`,
        label: 'Symbols, with blanks or commas between',
        value: '',
        action: 'Add',
        longest: 2_000,
      });
      if (text === null) return;
      const { found, unknown } = spelled(text, store.state.rows);
      keep(add(lists(), list, found));
      if (unknown.length)
        throw new ListError(`Nothing is known of ${unknown.slice(0, 10).join(', ')}${unknown.length > 10 ? ' and others' : ''}.`);
    },
    async rename({ list }) {
      const name = await element('ask').name({ title: 'Rename the list', label: 'Name', value: list, action: 'Rename' });
      if (name === null) return;
      keep(rename(lists(), list, name));
      for (const [id, { settings }] of store.state.panels)
        if (settings?.list === list) desk.settings({ panelId: id, list: cleanName(name) });
    },
    async delete({ list }) {
      const text = `The list “${list}” will be gone from this browser.`;
      if (!(await element('ask').sure({ title: 'Delete the list?', text, action: 'Delete' }))) return;
      keep(remove(lists(), list));
      for (const [id, { settings }] of store.state.panels) if (settings?.list === list) desk.settings({ panelId: id, list: null });
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
        await element('ask').tell({ title: act === 'add' ? 'Not all of them' : 'That did not work', text: error.message });
      }
    },
  };
}
