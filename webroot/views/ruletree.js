import { html } from '../html.js';
import { indicatorOf } from '../model/crossing.js';
import { number } from '../model/format.js';
import { decidingFirst, operandsOf, standing } from '../model/verdicts.js';

/** A rule with its parts as a nested list: how each stands by sign and word, its operands, and what the numbers don't say. */
export function ruleTree(rule) {
  return html`<ul class="rules" data-testid="rule-tree">
    ${part(rule)}
  </ul>`;
}

function part(rule) {
  const { tone, sign, word } = standing(rule);
  const operands = operandsOf(rule);
  const { children = [], note } = rule;
  return html`<li class="${tone}" data-satisfied="${String(rule.satisfied ?? null)}">
    <div class="rule">
      <span class="mark" role="img" aria-label="${word}">${sign}</span>
      <span>${rule.rule}</span>
    </div>
    ${operands.length > 0 && html`<div class="operands">${operands.map(operand)}</div>`}
    ${note && html`<p class="note-text">${note}</p>`}
    ${
      children.length > 0 &&
      html`<ul>
      ${decidingFirst(rule).map(part)}
    </ul>`
    }
  </li>`;
}

// One that is an indicator shows itself on the chart.
function operand({ name, value, before, warming }) {
  const text = html`${name}${before && html` <span class="dim">a bar before</span>`}
    <b class="num">${warming ? `warming, ${warming}` : number(value)}</b>`;
  if (!indicatorOf(name)) return html`<span class="operand">${text}</span>`;
  return html`<button type="button" class="operand" data-study="${name}" title="Show ${name} on the chart">${text}</button>`;
}
