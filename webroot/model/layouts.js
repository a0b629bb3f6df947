/** The named layouts of this browser: {current, saved: {name: layout}}. Each function answers with the new state. */
import { LayoutError, cleanName, layoutFile, parseLayout } from './layoutfile.js';
import { PRESETS, firstLayout } from './presets.js';

export const FIRST_NAME = 'My layout';
export const MOST_LAYOUTS = 30;

export const current = ({ current: name, saved }) => saved[name];
export const names = ({ saved }) => Object.keys(saved).sort((a, b) => a.localeCompare(b));

export function firstLayouts(width) {
  return { current: FIRST_NAME, saved: { [FIRST_NAME]: firstLayout(width) } };
}

/** What was stored; whatever of it can't be read any more is left out. */
export function readLayouts(stored, width) {
  const saved = {};
  for (const [name, layout] of Object.entries(stored?.saved ?? {}).slice(0, MOST_LAYOUTS)) {
    try {
      if (cleanName(name) === name && name) saved[name] = parseLayout(layout).layout;
    } catch (error) {
      if (!(error instanceof LayoutError)) throw error;
    }
  }
  const first = Object.keys(saved)[0];
  if (!first) return firstLayouts(width);
  return { current: Object.hasOwn(saved, stored.current) ? stored.current : first, saved };
}

/** The present layout has changed. */
export function edited(layouts, layout) {
  return { ...layouts, saved: { ...layouts.saved, [layouts.current]: layout } };
}

export function chosen(layouts, name) {
  return Object.hasOwn(layouts.saved, name) ? { ...layouts, current: name } : layouts;
}

/** Keeps a layout, the present one unless said otherwise, under a new name and goes on with that. */
export function savedAs(layouts, wish, layout = current(layouts)) {
  const name = freeName(layouts, wish);
  if (Object.keys(layouts.saved).length >= MOST_LAYOUTS) {
    throw new LayoutError(`There are ${MOST_LAYOUTS} layouts already; delete one first.`);
  }
  return { current: name, saved: { ...layouts.saved, [name]: structuredClone(layout) } };
}

/** For what comes by a link: always in the same place, so that links opened again and again do not pile up. */
export function replaced(layouts, name, layout) {
  if (!Object.hasOwn(layouts.saved, name)) return savedAs(layouts, name, layout);
  const others = { ...layouts.saved };
  delete others[name];
  return { current: name, saved: { ...others, [name]: layout } };
}

export function renamed(layouts, from, wish) {
  const { [from]: layout, ...others } = layouts.saved;
  if (!layout || !cleanName(wish)) return layouts;
  const name = freeName({ saved: others }, wish);
  return { current: layouts.current === from ? name : layouts.current, saved: { ...others, [name]: layout } };
}

/** The last one that is left can't be deleted. */
export function deleted(layouts, name) {
  const { [name]: gone, ...saved } = layouts.saved;
  if (!gone || !Object.keys(saved).length) return layouts;
  return { current: layouts.current === name ? names({ saved })[0] : layouts.current, saved };
}

export function reset(layouts, preset, width) {
  return edited(layouts, PRESETS[preset]?.make() ?? firstLayout(width));
}

/** `lists` are those of symbols that its panels show. */
export function exported(layouts, lists = {}) {
  return { name: layouts.current, text: layoutFile(layouts.current, current(layouts), lists) };
}

/** Throws a LayoutError that names what is wrong with the file. `listNames` says what lists of symbols are called here. */
export function imported(layouts, text, listNames = {}) {
  const { name, layout } = parseLayout(text);
  const panels = layout.panels.map((panel) => {
    const list = Object.hasOwn(listNames, panel.settings.list ?? '') ? listNames[panel.settings.list] : undefined;
    return list === undefined ? panel : { ...panel, settings: { ...panel.settings, list } };
  });
  return savedAs(layouts, name || 'Imported', { ...layout, panels });
}

function freeName({ saved }, wish) {
  const name = cleanName(wish) || FIRST_NAME;
  if (!Object.hasOwn(saved, name)) return name;
  let n = 2;
  while (Object.hasOwn(saved, `${name.slice(0, 36)} ${n}`)) n++;
  return `${name.slice(0, 36)} ${n}`;
}
