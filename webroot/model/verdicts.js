import { number } from './format.js';

/** What the server's answer to "why no signal here?" means, in words. */

const NOT = 'this does not hold';
const missing = (value) => value === null || value === undefined;

/** How one part of a rule stands: {tone, sign, word}. What was kept with a signal knows yes and no only. */
export function standing({ satisfied }) {
  if (missing(satisfied)) return { tone: 'wait', sign: '…', word: 'can’t be told yet' };
  return satisfied ? { tone: 'yes', sign: '✓', word: 'holds' } : { tone: 'no', sign: '✗', word: 'does not hold' };
}

/** The operands of one part: [{name, value, before, warming}]; warming is "37 of 50" until there is a value. */
export function operandsOf({ operands = {}, warmup = {} }) {
  return Object.entries(operands).map(([operand, value]) => {
    const name = operand.replace(/\[1\]$/, '');
    const lack = warmup[operand];
    return { name, value, before: name !== operand, warming: lack ? `${lack.have} of ${lack.need}` : null };
  });
}

/** The parts of a rule, those first that made it hold or kept it from that. */
export function decidingFirst({ satisfied, children = [] }) {
  const decides = (child) => (child.satisfied === satisfied ? 0 : 1);
  return [...children].sort((a, b) => decides(a) - decides(b));
}

/** The simple parts that made a rule hold: ["rsi(14) crosses up through 30"]. */
export function firedParts({ rule, satisfied, children = [] }) {
  if (!satisfied) return [];
  if (!children.length) return [rule];
  if (rule === NOT) return children.map((child) => 'not: ' + child.rule);
  return children.flatMap(firedParts);
}

/** What was raised comes first, then what holds, then the rest, each in its order. */
export function raisedFirst(rules) {
  const rank = ({ signal, state }) => (signal ? 0 : state === 'holds' ? 1 : 2);
  return [...rules].sort((a, b) => rank(a) - rank(b));
}

/** The simple rules that keep a rule from holding: [{rule, operands, note}]. */
export function blockers({ rule, satisfied, operands = {}, note = null, children = [] }) {
  if (satisfied) return [];
  if (!children.length) return [{ rule, operands, ...(note && { note }) }];
  if (rule === NOT) return children.map((child) => ({ rule: 'not: ' + child.rule, operands: child.operands }));
  return children.flatMap(blockers);
}

/** "rsi(14) has 9 of 15 bars" for each indicator that a rule waits for. */
export function waitsFor(explain, warmup) {
  const names = new Map();
  for (const { operands } of blockers(explain)) {
    for (const [operand, value] of Object.entries(operands)) {
      const name = operand.replace(/\[1\]$/, '');
      if (missing(value) && !names.has(name)) names.set(name, operand !== name);
    }
  }
  return [...names].map(([name, needsBefore]) => {
    const lack = warmup[name];
    if (lack) return `${name} has ${lack.have} of ${lack.need} bars`;
    return needsBefore ? `${name} had no value at the bar before` : `${name} has no value yet`;
  });
}

const STATES = { holds: 'holds', fails: 'does not hold', warming: 'still warming up' };

const REASONS = {
  raised: () => 'a signal was raised',
  raised_by_other_version: ({ signal }) => `version ${signal.version} of the strategy raised a signal`,
  raised_on_finer: ({ signal }) => `a signal was raised on ${signal.timeframe}, which has the same bar`,
  fails: () => STATES.fails,
  warming: () => STATES.warming,
  open: () => 'would be raised if the bar closed now',
  not_stored: () => 'holds, but no signal is stored: the strategy did not run when this bar closed, or its signal is just being written',
  not_on_timeframe: ({ state, timeframes }) => `${STATES[state]}; the strategy looks at ${timeframes.join(', ')} only`,
  not_configured: ({ state }) => `${STATES[state]}; the strategy is switched off`,
};

/**
 * How one rule stands at a bar: {sign, tone, text, details, signal}. tone is one of yes, no, wait.
 * @param {Record<string, any>} rule
 * @param {Record<string, any>} bar
 */
export function verdict(rule, { warmup = {} }) {
  const { side, state, explain, reason, signal } = rule;
  const text = `${side === 'buy' ? 'Buy' : 'Sell'}: ${REASONS[reason](rule)}`;
  if (state === 'warming') return { sign: '…', tone: 'wait', text, details: waitsFor(explain, warmup), signal };
  if (state === 'holds') return { sign: '✓', tone: 'yes', text, details: [], signal };
  return { sign: '✗', tone: 'no', text, details: blockers(explain).map(detail), signal };
}

/** One line for the whole bar. */
export function conclusion({ late, provisional, rules = [], elsewhere = [], timeframe }) {
  if (late) return 'This candle came late: newer ones had been seen, so no rule looked at it.';
  if (!rules.length) {
    const where = [...new Set(elsewhere.flatMap((each) => each.timeframes))];
    return where.length ? `No strategy looks at ${timeframe} bars; they look at ${where.join(', ')}.` : 'No strategy is configured.';
  }
  const raised = rules.filter((rule) => rule.signal).length;
  if (raised) return raised === 1 ? 'One signal was raised here.' : `${raised} signals were raised here.`;
  const holding = rules.filter((rule) => rule.state === 'holds').length;
  if (holding) return provisional ? 'If the bar closed now, there would be a signal.' : 'A rule holds, but no signal is stored.';
  if (rules.every((rule) => rule.state === 'warming')) return 'No signal: every rule is still warming up.';
  return provisional ? 'No rule holds so far; the bar is still open.' : 'No signal: no rule held when this bar closed.';
}

const detail = ({ rule, operands, note }) => `${rule}: ${[values(operands), note].filter(Boolean).join('; ')}`;

const values = (operands) =>
  Object.entries(operands)
    .map(([name, value]) => `${name.replace(/\[1\]$/, ' a bar before')} ${missing(value) ? 'warming' : number(value)}`)
    .join(', ');
