/** What an indicator's name says about how to draw it. */

const OSCILLATORS = { rsi: { low: 30, high: 70, min: 0, max: 100 } };
const SHOWN_AT_FIRST = ['sma(20)', 'ema(20)', 'rsi(14)'];
const PALETTE_SIZE = 6;

export function family(name) {
  return name.split('(')[0];
}

/** `price` lines lie over the candles, an oscillator has a pane of its own with two guide lines. */
export function placement(name) {
  const guides = OSCILLATORS[family(name)];
  return guides ? { pane: 'own', guides } : { pane: 'price' };
}

const OUTPUT = /\)\.[a-z]+$/;

/** Whether it names a whole indicator rather than a further line of one, as macd(12,26,9).signal does. */
export const isStudy = (name) => !OUTPUT.test(name);

/** The indicator that a line belongs to. */
export const studyOf = (name) => name.replace(OUTPUT, ')');

export function label(name) {
  const [, kind, rest, output, before] = name.match(/^([a-z][a-z0-9]*)\((.*)\)(?:\.([a-z]+))?(\[1\])?$/i) ?? [];
  return kind ? [kind.toUpperCase(), rest, output, before && 'before'].filter(Boolean).join(' ') : name;
}

/** Index into the palette of the style sheet; by place in the list, so that a colour does not move when one is hidden. */
export function paletteIndex(name, names) {
  return Math.max(0, names.indexOf(name)) % PALETTE_SIZE;
}

export function shownIndicators(chosen, available) {
  return available.filter((name) => (chosen ?? SHOWN_AT_FIRST).includes(name));
}

/** "37 of 50", or null for an indicator that is ready. */
export function warmingText(name, warmup) {
  const state = warmup?.[name];
  if (!state || state.have >= state.need) return null;
  return `${state.have} of ${state.need}`;
}
