import { LayoutError } from './model/layoutfile.js';
import { ListError } from './model/watchlists.js';

const LARGEST_FILE = 200_000;

/** What views ask for about panels and layouts, and the questions that belong to it. */
export function layoutIntents({ desk, element, link }) {
  const state = () => desk.store.state;
  const afterDrawing = (act) => requestAnimationFrame(() => requestAnimationFrame(act));
  const bring = (id) => afterDrawing(() => element('grid').bring(id, true));

  async function rename({ panelId, title }) {
    const name = await element('ask').name({ title: 'Rename the panel', label: 'Name', value: title, action: 'Rename' });
    if (name !== null) desk.settings({ panelId, title: name });
  }

  function focusPanel({ step }) {
    const grips = [...element('grid').querySelectorAll('.grip')].filter((grip) => grip.offsetParent);
    if (!grips.length) return;
    const here = grips.indexOf(document.activeElement.closest?.('[data-panel-id]')?.querySelector('.grip'));
    const start = here < 0 ? (step > 0 ? -1 : 0) : here;
    grips[(start + step + grips.length) % grips.length].focus();
  }

  const acts = {
    choose: ({ name }) => desk.choose(name),
    decide: ({ which }) => desk.decide(which),
    tidy: () => desk.tidy(),
    reset: ({ preset = null }) => desk.reset(preset),
    save: async () => {
      const name = await element('ask').name({ title: 'Save the layout as', label: 'Name', value: '', action: 'Save' });
      if (name !== null) desk.saveAs(name);
    },
    rename: async () => {
      const { current } = state().layouts;
      const name = await element('ask').name({ title: 'Rename the layout', label: 'Name', value: current, action: 'Rename' });
      if (name !== null) desk.rename(current, name);
    },
    delete: async () => {
      const { current } = state().layouts;
      const text = `The layout “${current}” will be gone from this browser.`;
      if (await element('ask').sure({ title: 'Delete the layout?', text, action: 'Delete' })) desk.remove(current);
    },
    link: async () => {
      const url = link(desk.word());
      try {
        await navigator.clipboard.writeText(url);
        await element('ask').tell({ title: 'Copied', text: 'The link to this view is in the clipboard.' });
      } catch {
        await element('ask').name({ title: 'A link to this view', label: 'Copy it from here', value: url, action: 'Done' });
      }
    },
    export: () => {
      const { name, text } = desk.export();
      download(`ticktide-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.json`, text);
    },
    import: async () => {
      const file = await chosenFile();
      if (!file) return;
      if (file.size > LARGEST_FILE) throw new LayoutError(`The file has ${file.size} bytes; a layout has at most ${LARGEST_FILE}.`);
      desk.import(await file.text());
    },
  };

  return {
    'tt-panel-settings': (change) => desk.settings(change),
    'tt-panel-place': ({ positions }) => desk.place(positions),
    'tt-panel-step': ({ panelId, ...step }) => desk.step(panelId, step),
    'tt-panel-swap': ({ panelId, other }) => desk.swap(panelId, other),
    'tt-panel-resize': ({ panelId, ...size }) => desk.resize(panelId, size),
    'tt-panel-restore': ({ layout }) => desk.restore(layout),
    'tt-panel-copy': ({ panelId }) => bring(desk.duplicate(panelId)),
    'tt-panel-hide': ({ panelId }) => desk.hide(panelId),
    'tt-panel-close': ({ panelId }) => desk.close(panelId),
    'tt-panel-show': ({ panelId }) => {
      desk.show(panelId);
      bring(panelId);
    },
    /** Wherever it is, or a new one; a phone has each kind already. The focus stays where it is, so that one can go on choosing there. */
    'tt-panel-reveal': ({ kind, look = false }) => {
      const grid = element('grid');
      const held = state().layout.panels.find((panel) => panel.kind === kind);
      if (!grid.isStacked && !held) desk.add(kind, {});
      else if (!grid.isStacked && held.hidden) desk.show(held.id);
      if (look) afterDrawing(() => grid.bring(grid.firstOf(kind)));
    },
    'tt-panel-go': ({ panelId }) => bring(panelId),
    'tt-panel-add': ({ kind, settings }) => bring(desk.add(kind, settings)),
    'tt-panel-rename': rename,
    'tt-focus-panel': focusPanel,
    'tt-layout-menu': () => element('controls').openLayouts(),
    'tt-layout': async ({ act, ...detail }) => {
      try {
        await acts[act](detail);
      } catch (error) {
        if (!(error instanceof LayoutError || error instanceof ListError)) throw error;
        await element('ask').tell({ title: act === 'import' ? 'This file is not a layout' : 'That did not work', text: error.message });
      }
    },
  };
}

function chosenFile() {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

function download(name, text) {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}
