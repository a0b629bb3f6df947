import { number } from './format.js';

/** What the server's answer to "why no signal here?" means, in words. */

const NOT = 'this does not hold';
const missing = (value) => value === null || value === undefined;

/** The simple rules that keep a rule from holding: [{rule, operands}]. */
export function blockers({ rule, satisfied, operands = {}, children = [] }) {
  if (satisfied) return [];
  if (!children.length) return [{ rule, operands }];
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

/** How one rule stands at a bar: {sign, tone, text, details, signal}. tone is one of yes, no, wait. */
export function verdict({ side, state, explain, signal }, { provisional, warmup = {} }) {
  const name = side === 'buy' ? 'Buy' : 'Sell';
  if (state === 'warming') {
    return { sign: '…', tone: 'wait', text: `${name}: still warming up`, details: waitsFor(explain, warmup), signal: null };
  }
  if (state === 'holds') {
    const text = provisional
      ? `${name}: would be raised if the bar closed now`
      : signal
        ? `${name}: a signal was raised`
        : `${name}: holds, but no signal is stored; the strategy did not run when this bar closed`;
    return { sign: '✓', tone: 'yes', text, details: [], signal };
  }
  const details = blockers(explain).map(({ rule, operands }) => `${rule}: ${values(operands)}`);
  return { sign: '✗', tone: 'no', text: `${name}: does not hold`, details, signal: null };
}

/** One line for the whole bar. */
export function conclusion({ late, provisional, rules = [], elsewhere = [], timeframe }) {
  if (late) return 'This candle came late: newer ones had been seen, so no rule looked at it.';
  if (!rules.length) {
    const where = [...new Set(elsewhere.flatMap((each) => each.timeframes))];
    return where.length
      ? `No strategy looks at ${timeframe} bars; they look at ${where.join(', ')}.`
      : 'No strategy is configured.';
  }
  const raised = rules.filter((rule) => rule.signal).length;
  if (raised) return raised === 1 ? 'One signal was raised here.' : `${raised} signals were raised here.`;
  const holding = rules.filter((rule) => rule.state === 'holds').length;
  if (holding) return provisional ? 'If the bar closed now, there would be a signal.' : 'A rule holds, but no signal is stored.';
  if (rules.every((rule) => rule.state === 'warming')) return 'No signal: every rule is still warming up.';
  return provisional ? 'No rule holds so far; the bar is still open.' : 'No signal: no rule held when this bar closed.';
}

const values = (operands) =>
  Object.entries(operands)
    .map(([name, value]) => `${name.replace(/\[1\]$/, ' a bar before')} ${missing(value) ? 'warming' : number(value)}`)
    .join(', ');
