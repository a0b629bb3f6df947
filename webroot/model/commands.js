/**
 * Everything the page can be told to do, in one list: what the keys do, what the help shows and what the finder finds. A command is
 * {id, title, group, keys, intent, detail}; `keys` as model/keys.js has them.
 */
import { KINDS, titleOf } from './kinds.js';
import { mayAdd } from './layout.js';
import { PRESETS } from './presets.js';
import { names } from './layouts.js';

export const THEMES = { system: 'System', dark: 'Dark', light: 'Light' };
export const PALETTES = { standard: 'Green and red', 'colour-blind': 'Blue and orange, safe for the colour-blind' };
const MOST_DIGITS = 9;
/** @type {(what: any) => boolean} */
const always = () => true;

/** Those that are there without regard to panels, layouts and symbols. */
export const PAGE = [
  { id: 'find', title: 'Find a symbol, a panel or a command', group: 'Go', keys: ['/', 'Ctrl+k'], intent: 'tt-find' },
  { id: 'next-symbol', title: 'Next symbol', group: 'Go', keys: ['ArrowDown'], intent: 'tt-walk', detail: { step: 1 } },
  { id: 'previous-symbol', title: 'Previous symbol', group: 'Go', keys: ['ArrowUp'], intent: 'tt-walk', detail: { step: -1 } },
  { id: 'older', title: 'Back along the chart', group: 'Chart', keys: ['ArrowLeft'], intent: 'tt-scroll', detail: { step: -1 } },
  { id: 'newer', title: 'Forward along the chart', group: 'Chart', keys: ['ArrowRight'], intent: 'tt-scroll', detail: { step: 1 } },
  { id: 'newest', title: 'Jump to the newest bar', group: 'Chart', keys: ['End'], intent: 'tt-scroll', detail: { step: Infinity } },
  { id: 'studies', title: 'Indicators of the chart …', group: 'Chart', keys: ['i'], intent: 'tt-chart-key', detail: { key: 'i' } },
  { id: 'full-screen', title: 'The chart on the full screen', group: 'Chart', keys: ['f'], intent: 'tt-chart-key', detail: { key: 'f' } },
  {
    id: 'why',
    title: 'Why the newest bar, or that of the crosshair, raised no signal',
    group: 'Chart',
    keys: ['w'],
    intent: 'tt-chart-key',
    detail: { key: 'w' },
  },
  { id: 'zoom-in', title: 'Fewer bars, wider', group: 'Chart', keys: ['+'], intent: 'tt-chart-key', detail: { key: '+' } },
  { id: 'zoom-out', title: 'More bars, narrower', group: 'Chart', keys: ['-'], intent: 'tt-chart-key', detail: { key: '-' } },
  { id: 'next-panel', title: 'Next panel', group: 'Go', keys: ['F6', ']'], intent: 'tt-focus-panel', detail: { step: 1 } },
  { id: 'previous-panel', title: 'Previous panel', group: 'Go', keys: ['Shift+F6', '['], intent: 'tt-focus-panel', detail: { step: -1 } },
  {
    id: 'close-explanation',
    title: 'Close the explanation',
    group: 'Go',
    keys: ['Escape'],
    intent: 'tt-signal',
    detail: { id: null },
    when: ({ selection }) => selection.signalId !== null || Boolean(selection.why),
  },
  { id: 'help', title: 'All keys, and how to read the page', group: 'Page', keys: ['?'], intent: 'tt-dialog', detail: { name: 'help' } },
  { id: 'settings', title: 'Settings', group: 'Page', keys: [','], intent: 'tt-dialog', detail: { name: 'settings' } },
  { id: 'layout-menu', title: 'Layouts', group: 'Layout', keys: ['l'], intent: 'tt-layout-menu' },
  { id: 'add-panel', title: 'Add a panel …', group: 'Layout', keys: ['a'], intent: 'tt-find', detail: { query: 'add ' } },
  { id: 'tidy', title: 'Tidy the panels up', group: 'Layout', keys: [], intent: 'tt-layout', detail: { act: 'tidy' } },
  { id: 'save-layout', title: 'Save the layout as …', group: 'Layout', keys: ['s'], intent: 'tt-layout', detail: { act: 'save' } },
  { id: 'rename-layout', title: 'Rename the layout …', group: 'Layout', keys: [], intent: 'tt-layout', detail: { act: 'rename' } },
  {
    id: 'delete-layout',
    title: 'Delete the layout …',
    group: 'Layout',
    keys: [],
    intent: 'tt-layout',
    detail: { act: 'delete' },
    when: ({ layouts }) => names(layouts).length > 1,
  },
  {
    id: 'reset-layout',
    title: 'Reset the layout to the default',
    group: 'Layout',
    keys: [],
    intent: 'tt-layout',
    detail: { act: 'reset' },
  },
  { id: 'link', title: 'Copy a link to this view', group: 'Layout', keys: [], intent: 'tt-layout', detail: { act: 'link' } },
  { id: 'export', title: 'Export the layout as JSON', group: 'Layout', keys: [], intent: 'tt-layout', detail: { act: 'export' } },
  { id: 'import', title: 'Import a layout …', group: 'Layout', keys: [], intent: 'tt-layout', detail: { act: 'import' } },
  {
    id: 'read-all',
    title: 'Mark all notifications as read',
    group: 'Notifications',
    keys: ['m'],
    intent: 'tt-read',
    detail: { all: true },
  },
];

/** All commands that make sense at the moment. `offered(kind)` says whether there is an element for a kind of panel. */
export function commands(state, offered = always) {
  return [
    ...PAGE.filter(({ when = always }) => when(state)),
    ...timeframes(state),
    ...panels(state, offered),
    ...layouts(state),
    ...looks(state),
  ];
}

const timeframes = ({ timeframes: list }) =>
  list.map((timeframe, i) => ({
    id: 'timeframe-' + timeframe,
    title: `Timeframe ${timeframe}`,
    group: 'Timeframe',
    keys: i < MOST_DIGITS ? [String(i + 1)] : [],
    intent: 'tt-timeframe',
    detail: { timeframe },
  }));

function panels({ layout }, offered) {
  const there = layout.panels.filter(({ kind }) => offered(kind));
  const known = there.map((panel) => ({
    id: 'panel-' + panel.id,
    title: `${panel.hidden ? 'Show' : 'Go to'} ${titleOf(panel)}`,
    group: 'Panel',
    keys: [],
    intent: panel.hidden ? 'tt-panel-show' : 'tt-panel-go',
    detail: { panelId: panel.id },
  }));
  const more = Object.keys(KINDS)
    .filter((kind) => offered(kind) && mayAdd(layout, kind) && !there.some((p) => p.kind === kind && p.hidden))
    .map((kind) => ({
      id: 'add-' + kind,
      title: `Add ${KINDS[kind].title}`,
      group: 'Add a panel',
      keys: [],
      intent: 'tt-panel-add',
      detail: { kind },
    }));
  return [...known, ...more];
}

function layouts({ layouts: state }) {
  const others = names(state).filter((name) => name !== state.current);
  return [
    ...others.map((name) => ({
      id: 'layout-' + name,
      title: `Layout “${name}”`,
      group: 'Layout',
      keys: [],
      intent: 'tt-layout',
      detail: { act: 'choose', name },
    })),
    ...Object.entries(PRESETS).map(([preset, { title }]) => ({
      id: 'preset-' + preset,
      title: `Arrange as: ${title}`,
      group: 'Layout',
      keys: [],
      intent: 'tt-layout',
      detail: { act: 'reset', preset },
    })),
  ];
}

function looks({ prefs }) {
  const theme = prefs.theme ?? 'system';
  const palette = prefs.palette ?? 'standard';
  return [
    ...Object.entries(THEMES)
      .filter(([name]) => name !== theme)
      .map(([name, title]) => ({
        id: 'theme-' + name,
        title: `Theme: ${title.toLowerCase()}`,
        group: 'Look',
        keys: [],
        intent: 'tt-prefs',
        detail: { theme: name === 'system' ? null : name },
      })),
    ...Object.entries(PALETTES)
      .filter(([name]) => name !== palette)
      .map(([name, title]) => ({
        id: 'palette-' + name,
        title: `Colours: ${title.toLowerCase()}`,
        group: 'Look',
        keys: [],
        intent: 'tt-prefs',
        detail: { palette: name },
      })),
  ];
}
