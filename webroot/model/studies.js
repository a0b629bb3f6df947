import { isStudy, label, placement, shownIndicators } from './indicators.js';

/**
 * What a chart computes over its bars. A study in a panel's settings is {name, color, pane}: name as the server writes it, such
 * as sma(20); color an index into the palette or #rrggbb; pane `price` or `own`, by the catalog if missing.
 */

const PALETTE_SIZE = 6;

/** The studies of a chart: those chosen for it, or the usual ones of what the server computes anyway. */
export function studiesOf(settings, prefs, indicators) {
  if (settings.studies) return settings.studies;
  return shownIndicators(prefs.indicators, indicators.filter(isStudy)).map((name) => ({
    name,
    color: Math.max(0, indicators.indexOf(name)) % PALETTE_SIZE,
  }));
}

/**
 * Where and how a study is drawn: {pane, guides}, by the catalog, or by the name while that is not there.
 * @param {{ name: string, pane?: string }} study
 */
export function drawing({ name, pane }, catalog) {
  const entry = entryOf(name, catalog);
  if (!entry) return { ...placement(name), ...(pane ? { pane } : {}) };
  const { placement: usual, range, guides } = entry;
  const scale = range || guides ? { guides: { min: range?.min, max: range?.max, low: guides?.low, high: guides?.high } } : {};
  return { pane: pane ?? usual, ...scale };
}

/**
 * The lines of a study: [{name, shape, color}]. The first is called as the study, each other one as that with a dot and its own name,
 * and has the palette's next colour. A histogram is coloured by its sign.
 * @param {{ name: string, color?: number | string }} study
 */
export function linesOf({ name, color = 0 }, catalog) {
  const outputs = entryOf(name, catalog)?.outputs ?? [{ name: '', style: 'line' }];
  return outputs.map((output, i) => ({
    name: i ? `${name}.${output.name}` : name,
    shape: output.style,
    color: typeof color === 'number' ? (color + i) % PALETTE_SIZE : color,
  }));
}

/** The names of all lines of studies. */
export const columnsOf = (studies, catalog) => studies.flatMap((study) => linesOf(study, catalog).map(({ name }) => name));

export function entryOf(name, catalog) {
  const kind = name.split('(')[0];
  return catalog?.find((entry) => entry.name === kind) ?? null;
}

/** Entries whose name, title or text holds every word of the query. */
export function findEntries(catalog, query) {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return (catalog ?? []).filter((entry) => {
    const text = `${entry.name} ${entry.title} ${entry.description ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** sma(20) of an entry and its values; a value that is missing, out of bounds or no whole number is an error. */
export function nameOf(entry, values) {
  const parameters = entry.parameters.map(({ name, min, max, whole, default: usual }, i) => {
    const value = values[i] === '' || values[i] === undefined ? usual : Number(values[i]);
    const isWhole = whole !== false;
    if (!Number.isFinite(value) || (isWhole && !Number.isInteger(value)) || value < min || value > max) {
      throw new RangeError(`${name} must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}`);
    }
    return value;
  });
  return `${entry.name}(${parameters.join(',')})`;
}

/** The parameters in a name, as numbers. */
export function parametersOf(name) {
  const [, inside = ''] = name.match(/\((.*)\)/) ?? [];
  return inside.split(',').filter(Boolean).map(Number);
}

/** With a study more; the same one twice would lie on itself, so it takes the place of the first. */
export function withStudy(studies, study) {
  return studies.some(({ name }) => name === study.name)
    ? studies.map((each) => (each.name === study.name ? study : each))
    : [...studies, study];
}

export function withoutStudy(studies, name) {
  return studies.filter((each) => each.name !== name);
}

/** The first colour of the palette that no study has. */
export function nextColor(studies) {
  const used = new Set(studies.map(({ color }) => color));
  for (let i = 0; i < PALETTE_SIZE; i += 1) if (!used.has(i)) return i;
  return studies.length % PALETTE_SIZE;
}

export const LINE_STYLES = ['solid', 'dashed', 'dotted'];

/** How the lines of each study are drawn, an index into LINE_STYLES by name: a colour that comes again is told apart by its line. */
export function lineStyles(studies) {
  const seen = new Map();
  return new Map(
    studies.map(({ name, color = 0 }) => {
      const times = seen.get(color) ?? 0;
      seen.set(color, times + 1);
      return [name, times % LINE_STYLES.length];
    }),
  );
}

export const studyLabel = label;
