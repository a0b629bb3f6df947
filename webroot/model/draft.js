/** A strategy that is being written: its text, what the server says of it, and what it would have done. Pure. */

/** Characters that a text may have. */
export const MOST_LENGTH = 20_000;
/** Arrows on a chart at once, the newest. */
const MOST_ARROWS = 1_000;
const STEPS = 100;
const NAME = /[A-Za-z_]\w*/y;

/** What a browser that has no text begins with: a strategy that is built in. */
export const START = `# The price has fallen or risen too far and turns.
param low  = 30 in 5..45
param high = 70 in 55..95
let r = rsi(14)
buy  when r crosses above low
sell when r crosses below high
strength clamp(abs(r - r[1]) / 20, 0, 1)
`;

/**
 * `values` are those of parameters that the sliders have set; `phase` is idle | asking | done | failed; `failure` says why nothing
 * could be computed.
 */
export const emptyDraft = () => ({
  text: START,
  values: {},
  problems: [],
  params: [],
  result: null,
  phase: 'idle',
  failure: null,
});

/** Of the values that were set those that the text still has a parameter for, within its bounds, and that differ from the text. */
export function valuesFor(params, values) {
  const kept = {};
  for (const { name, min, max, whole, default: standard } of params) {
    const value = values[name];
    const isFit = Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value));
    if (isFit && value !== standard) kept[name] = value;
  }
  return kept;
}

/** What a slider of a parameter is: {name, min, max, step, value, isSet}. A parameter of one value has none. */
export function slidersOf(params, values) {
  const set = valuesFor(params, values);
  return params
    .filter(({ min, max }) => max > min)
    .map(({ name, min, max, step, default: standard }) => ({
      name,
      min,
      max,
      step: step > 0 ? step : (max - min) / STEPS,
      value: set[name] ?? standard,
      isSet: name in set,
    }));
}

/** Where a problem is in a text, in characters from its beginning: {from, to}. */
export function placeOf(text, { line, column, length }) {
  let from = 0;
  for (let i = 1; i < line; i += 1) {
    const end = text.indexOf('\n', from);
    if (end < 0) break;
    from = end + 1;
  }
  from = Math.min(text.length, from + column - 1);
  return { from, to: Math.min(text.length, from + Math.max(1, length)) };
}

/** The name that is at a place of a text: {name, from, to}, or null. */
export function nameAt(text, at) {
  let from = at;
  while (from > 0 && /\w/.test(text[from - 1])) from -= 1;
  NAME.lastIndex = from;
  const found = NAME.exec(text);
  if (!found || from + found[0].length < at) return null;
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const before = text.slice(lineStart, from);
  if (before.replace(/"[^"]*"/g, '').includes('#') || (before.match(/"/g) ?? []).length % 2 === 1) return null;
  return { name: found[0], from, to: from + found[0].length };
}

/** What the language says of a name: its words, among them those of two such as "crosses above". */
export function wordsFor(words, name) {
  return words.filter((word) => word.name === name || word.name.split(' ')[0] === name);
}

/** Names that a text has defined. */
export function definedIn(text) {
  const found = [...text.matchAll(/^[ \t]*(param|let)[ \t]+([A-Za-z_]\w*)/gm)];
  return [...new Map(found.map(([, kind, name]) => [name, { name, kind }])).values()];
}

/**
 * What may be written where somebody types: {from, options: [{label, kind, form, description, apply}]}, or null. After a dot the
 * outputs of an indicator, at the start of a line the statements too.
 */
export function completionsAt(words, text, at) {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  if (line.includes('#') || (line.match(/"/g) ?? []).length % 2 === 1) return null;
  const output = /\b([a-z]\w*)\([^()]*\)\.(\w*)$/.exec(line);
  if (output) return outputsOf(words, output, at);
  const typed = /[A-Za-z_]\w*$/.exec(line)?.[0] ?? '';
  const starts = line.trim() === typed;
  const own = definedIn(text)
    .filter(({ name }) => name !== typed)
    .map(({ name, kind }) => ({ label: name, kind, form: name, description: `defined by ${kind} in this text` }));
  const known = words.filter(({ kind }) => (kind === 'statement') === starts).map((word) => ({ label: word.name, ...word }));
  const options = starts ? known : [...own, ...known];
  return { from: at - typed.length, options: options.map((option) => ({ ...option, apply: applied(option) })) };
}

function outputsOf(words, output, at) {
  const [, name, typed] = output;
  const outputs = words.find((word) => word.name === name)?.outputs ?? [];
  const options = outputs.map((label) => ({ label, kind: 'output', form: `${name}(…).${label}`, description: '', apply: label }));
  return options.length ? { from: at - typed.length, options } : null;
}

function applied({ label, kind, form }) {
  if (kind === 'indicator') return form;
  if (kind === 'function') return `${label}(`;
  return label === 'buy' || label === 'sell' ? `${label} when ` : kind === 'statement' ? `${label} ` : label;
}

/** The signals of a result as a chart's: of this symbol and timeframe, the newest. */
export function arrowsOf(result, { symbol, timeframe }) {
  if (!result || result.symbol !== symbol || result.timeframe !== timeframe) return [];
  return result.signals.slice(-MOST_ARROWS).map(({ time, side }) => ({ id: `draft/${time}/${side}`, barTime: time, side, draft: true }));
}

/** By side that the rules have or have raised: {side, count, row}, the row being the outcomes at a horizon. */
export function figuresOf(result, horizonBars) {
  return ['buy', 'sell'].map((side) => ({
    side,
    count: result.signals.filter((signal) => signal.side === side).length,
    row: result.reliability.find((row) => row.side === side && row.horizonBars === horizonBars),
  }));
}

/** What is said of a result in one line. */
export function summaryOf(result) {
  const { signals, bars, needs, symbol, timeframe } = result;
  if (!bars) return `${symbol} ${timeframe} has fewer than the ${needs} bars that the rules need`;
  const count = signals.length === 1 ? '1 signal' : `${signals.length.toLocaleString('en-US')} signals`;
  return `${count} on the last ${bars.toLocaleString('en-US')} bars of ${symbol} ${timeframe}`;
}
