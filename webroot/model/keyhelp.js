import { PAGE, commands } from './commands.js';

const GROUP_TITLES = { Go: 'Go; arrows where no list or table has the focus' };

/** Keys that hold only where the focus is, which the views themselves listen to: [where, [{id, keys, title}]]. */
export const LOCAL_KEYS = [
  [
    'On a panel\u2019s ⠿',
    [
      { id: 'grip-take', keys: ['Enter'], title: 'Take the panel to move it; once more: keep it there' },
      { id: 'grip-move', keys: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'], title: 'Move it by one place' },
      {
        id: 'grip-resize',
        keys: ['Shift+ArrowUp', 'Shift+ArrowDown', 'Shift+ArrowLeft', 'Shift+ArrowRight'],
        title: 'Make it smaller or larger',
      },
      { id: 'grip-undo', keys: ['Escape'], title: 'Put it back' },
    ],
  ],
  [
    'In the watchlist',
    [
      { id: 'list-walk', keys: ['ArrowDown', 'ArrowUp'], title: 'Next and previous symbol' },
      { id: 'list-page', keys: ['PageDown', 'PageUp'], title: 'A page further or back' },
      { id: 'list-ends', keys: ['End', 'Home'], title: 'Last and first symbol' },
      { id: 'list-order', keys: ['Alt+ArrowDown', 'Alt+ArrowUp'], title: 'Move the symbol, in a list of your own' },
      { id: 'search-first', keys: ['Enter'], title: 'In the search: the first that was found' },
      { id: 'search-clear', keys: ['Escape'], title: 'In the search: all symbols again' },
    ],
  ],
  [
    'In the chart',
    [
      { id: 'bar-walk', keys: ['ArrowLeft', 'ArrowRight'], title: 'Crosshair to the bar before or after' },
      { id: 'bar-ten', keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'], title: 'Ten bars at once' },
      { id: 'bar-first', keys: ['Home'], title: 'Oldest bar that is loaded' },
      { id: 'bar-menu', keys: ['Enter'], title: 'What can be done with this bar' },
      { id: 'bar-play', keys: [' '], title: 'Replay: play and pause' },
    ],
  ],
  [
    'In the market table',
    [
      { id: 'row-walk', keys: ['ArrowDown', 'ArrowUp'], title: 'Next and previous row' },
      { id: 'row-page', keys: ['PageDown', 'PageUp'], title: 'A page further or back' },
      { id: 'row-ends', keys: ['End', 'Home'], title: 'Last and first row' },
      { id: 'row-open', keys: ['Enter'], title: 'Open the stock' },
      { id: 'row-order', keys: ['Alt+ArrowDown', 'Alt+ArrowUp'], title: 'Move the row, in a list of your own' },
    ],
  ],
  [
    'In the table of stocks',
    [
      { id: 'stock-walk', keys: ['ArrowDown', 'ArrowUp'], title: 'Next and previous stock' },
      { id: 'stock-page', keys: ['PageDown', 'PageUp'], title: 'A page further or back' },
      { id: 'stock-ends', keys: ['End', 'Home'], title: 'Last and first stock' },
    ],
  ],
  [
    'In the heat map',
    [
      { id: 'tile-walk', keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'], title: 'To the tile beside' },
      { id: 'tile-choose', keys: ['Enter'], title: 'Choose the symbol' },
    ],
  ],
  [
    'In menus and the finder',
    [
      { id: 'menu-walk', keys: ['ArrowDown', 'ArrowUp'], title: 'Next and previous entry' },
      { id: 'menu-choose', keys: ['Enter'], title: 'Choose it' },
      { id: 'menu-close', keys: ['Escape'], title: 'Close; dialogs, too' },
    ],
  ],
];

/** [group, [{id, title, keys}]] for the help: the keys of the whole page, then those of single views, each as {@link keyName} has it. */
export function keyHelp(state) {
  const groups = new Map();
  for (const { id, title, group, keys } of commands(state, () => false)) {
    if (!keys.length) continue;
    const name = GROUP_TITLES[group] ?? group;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push({ id, title, keys });
  }
  // What holds only while something is chosen is told all the same.
  const { id, title, keys } = PAGE.find((command) => command.id === 'close-explanation');
  const go = groups.get(GROUP_TITLES.Go);
  if (!go.some((row) => row.id === id)) go.push({ id, title, keys });
  return [...groups, ...LOCAL_KEYS];
}
