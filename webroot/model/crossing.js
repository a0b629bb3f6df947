/** Where the lines that a rule compares cross. */
import { lowerBound } from './bars.js';
import { studyOf } from './indicators.js';

const PRICES = new Set(['open', 'high', 'low', 'close']);
const CROSSES = /^(.+) crosses (?:up|down) through (.+)$/;
const INDICATOR = /^[a-z][a-z0-9_]*\(.*\)(\.[a-z]+)?$/i;

/** An indicator's name, from that of an operand such as rsi(14)[1]; null for a price or a number. */
export function indicatorOf(operand) {
  const name = operand.replace(/\[1\]$/, '');
  return INDICATOR.test(name) ? studyOf(name) : null;
}

/** The indicators a rule and its parts look at, each once, in their order. */
export function indicatorsIn(rule) {
  const own = Object.keys(rule?.operands ?? {})
    .map(indicatorOf)
    .filter(Boolean);
  return [...new Set([...own, ...(rule?.children ?? []).flatMap(indicatorsIn)])];
}

/**
 * The first crossing among the parts that hold: {lines, fraction, value}: the names that cross (one if the other is a number), how far
 * between the bar before (0) and the rule's bar (1), and at which value; null if nothing crosses.
 */
export function crossingIn(rule) {
  if (!rule?.satisfied) return null;
  return own(rule) ?? (rule.children ?? []).map(crossingIn).find(Boolean) ?? null;
}

function own({ rule, operands = {} }) {
  const [, left, right] = rule.match(CROSSES) ?? [];
  if (!left) return null;
  const [a, b] = [left, right].map((name) => pair(name, operands));
  if (!a || !b) return null;
  const apart = a.before - b.before;
  const closed = apart - (a.now - b.now);
  const fraction = closed === 0 ? 1 : Math.min(1, Math.max(0, apart / closed));
  const value = a.before + (a.now - a.before) * fraction;
  return { lines: [left, right].filter((name) => name in operands), fraction, value };
}

function pair(name, operands) {
  const [before, now] = name in operands ? [operands[`${name}[1]`], operands[name]] : [Number(name), Number(name)];
  return Number.isFinite(before) && Number.isFinite(now) ? { before, now } : null;
}

/**
 * Where the lines of the rule that raised a signal cross, if they are drawn: {line, before, time, fraction, value}, between the bars of two
 * times. names: the lines on the chart; closed: its bars. Null if nothing crosses there.
 */
export function crossingOnChart(signal, names, closed) {
  const crossing = signal ? crossingIn(signal.explain) : null;
  const line = crossing?.lines.every((name) => names.has(name) || PRICES.has(name)) && crossing.lines.find((name) => names.has(name));
  const at = lowerBound(closed, signal?.barTime ?? Infinity);
  if (!line || at < 1 || closed[at]?.time !== signal.barTime) return null;
  const { fraction, value } = crossing;
  return { line, before: closed[at - 1].time, time: signal.barTime, fraction, value };
}
