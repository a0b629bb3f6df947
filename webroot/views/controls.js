import { html, render } from '../html.js';
import { current, names } from '../model/layouts.js';
import { mayAdd } from '../model/layout.js';
import { PRESETS } from '../model/presets.js';
import { KINDS, titleOf } from '../model/kinds.js';
import { isThere } from './grid.js';
import { openMenu } from './menu.js';
import { View } from './view.js';

const THEMES = [
  { value: null, glyph: '◑', text: 'System' },
  { value: 'dark', glyph: '☾', text: 'Dark' },
  { value: 'light', glyph: '☀', text: 'Light' },
];

/** Search, layouts, theme, settings and help. */
export class Controls extends View {
  static topics = ['prefs', 'layout'];

  built() {
    this.onActivate('[data-act=theme]', () => this.emit('tt-prefs', { theme: this.#next().value }));
    this.onActivate('[data-act=find]', () => this.emit('tt-find', {}));
    this.onActivate('[data-act=layouts]', () => this.openLayouts());
    this.onActivate('[data-dialog]', ({ dialog }) => this.emit('tt-dialog', { name: dialog }));
  }

  #at() {
    return Math.max(
      0,
      THEMES.findIndex((theme) => theme.value === (this.store.state.prefs.theme ?? null)),
    );
  }

  #next() {
    return THEMES[(this.#at() + 1) % THEMES.length];
  }

  /** The menu of layouts: which one, what to do with it, panels that are hidden. */
  openLayouts() {
    const { layouts, layout } = this.store.state;
    const act = (text, name, detail = {}) => ({ text, run: () => this.emit('tt-layout', { act: name, ...detail }), ...detail.item });
    const hidden = current(layouts).panels.filter((panel) => panel.hidden && isThere(panel.kind));
    const addable = Object.keys(KINDS).some((kind) => isThere(kind) && mayAdd(layout, kind));
    openMenu(this.querySelector('[data-act=layouts]'), 'Layouts', [
      ...names(layouts).map((name) => ({
        text: name,
        checked: name === layouts.current,
        run: () => this.emit('tt-layout', { act: 'choose', name }),
      })),
      null,
      act('Save as …', 'save'),
      act('Rename …', 'rename'),
      act('Delete …', 'delete', { item: { disabled: names(layouts).length < 2 } }),
      act('Reset to default', 'reset'),
      null,
      ...Object.entries(PRESETS).map(([preset, { title }]) => act(`Arrange as: ${title}`, 'reset', { preset })),
      null,
      { text: 'Add a panel …', disabled: !addable, run: () => this.emit('tt-find', { query: 'add ' }) },
      ...hidden.map((panel) => ({
        text: `Show ${titleOf(panel)}`,
        run: () => this.emit('tt-panel-show', { panelId: panel.id }),
      })),
      act('Tidy up', 'tidy'),
      null,
      act('Copy a link to this view', 'link'),
      act('Export as JSON', 'export'),
      act('Import …', 'import'),
    ]);
  }

  draw({ prefs, layouts }) {
    const theme = THEMES[this.#at()];
    render(
      this,
      html`<button type="button" class="plain find" data-act="find" data-testid="find" aria-haspopup="dialog" title="Find (/)">
          <span class="wide-only">Find <kbd>/</kbd></span><span class="narrow-only" aria-hidden="true">⌕</span
          ><span class="sr">symbols, panels, commands</span>
        </button>
        <button
          type="button"
          class="plain layout-button"
          data-act="layouts"
          data-testid="layouts"
          aria-haspopup="menu"
          aria-expanded="false"
          title="Layouts (L) · times in ${zoneText(prefs.zone)}"
        >
          <span class="wide-only">${layouts.current}</span><span aria-hidden="true"> ▦</span><span class="sr">layouts</span>
        </button>
        <button
          type="button"
          class="plain icon"
          data-act="theme"
          data-testid="theme-toggle"
          aria-label="Theme: ${theme.text}. Switch to ${this.#next().text}"
          title="Theme: ${theme.text}"
        >
          ${theme.glyph}
        </button>
        <button
          type="button"
          class="plain icon"
          data-dialog="settings"
          data-testid="settings-open"
          aria-haspopup="dialog"
          aria-label="Settings"
          title="Settings (,)"
        >
          ⚙
        </button>
        <button
          type="button"
          class="plain icon wide-only"
          data-dialog="help"
          aria-haspopup="dialog"
          aria-label="Keys and help"
          title="Keys (?)"
        >
          ?
        </button>`,
    );
  }
}

const zoneText = (zone = 'utc') => ({ utc: 'UTC', local: 'local time' })[zone] ?? zone;
