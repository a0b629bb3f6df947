import { html } from '../html.js';
import { dateTime } from '../model/format.js';
import { isComplete } from '../model/replay.js';
import { conclusion, raisedFirst, verdict } from '../model/verdicts.js';
import { inputs, showStudies } from './inputs.js';
import { ruleTree } from './ruletree.js';

/** How every strategy stood at a bar that was asked for; isOpen(name): whether a part is unfolded. */
export function whyBody({ symbol, timeframe, time, answer, problem }, { prefs, open, isOpen, replay }) {
  return html`<div data-testid="bar-explain" data-time="${time}" data-ready="${Boolean(answer)}" class="fill">
    <div class="head">
      <h2>${symbol} · ${timeframe} <span class="dim num">${dateTime(time, prefs, timeframe === 'raw')}</span></h2>
      <button type="button" class="plain icon" data-act="close" aria-label="Close the explanation">×</button>
    </div>
    <div
      class="scroll pad"
      tabindex="0"
      role="group"
      aria-label="Explanation of a bar"
      aria-busy="${!answer && !problem}"
    >
      ${
        problem
          ? html`<p class="problem" role="alert" data-testid="why-problem">${problem}</p>
            <button type="button" class="action" data-act="again">Ask again</button>`
          : answer
            ? verdicts(answer, open, isOpen, replay)
            : html`<p class="dim">Asking …</p>`
      }
    </div>
  </div>`;
}

function verdicts(answer, open, isOpen, replay) {
  const { bar, rules = [], elsewhere = [], provisional, values = {}, previous = {} } = answer;
  return html`<p class="conclusion" data-testid="why-conclusion" role="status">${conclusion(answer)}</p>
    ${steps(answer, open, replay)}
    ${provisional && html`<p class="dim">The bar is still open: all values are provisional and read again every few seconds.</p>`}
    ${raisedFirst(rules).map((each) => verdictOf(each, answer, isOpen))}
    ${
      elsewhere.length > 0 &&
      html`<details class="elsewhere" data-fold="elsewhere" data-testid="why-elsewhere" ${unfolded(isOpen('elsewhere'))}>
      <summary>Strategies that don’t look at ${answer.timeframe} bars or are switched off</summary>
      ${elsewhere.map((each) => verdictOf(each, answer, isOpen))}
    </details>`
    }
    <h3>Inputs</h3>
    <dl class="inputs">${inputs({ ...bar, ...values, ...ofBarBefore(previous) })}</dl>`;
}

function steps({ before, next, bar, late, timeframe }, open, replay) {
  if (late) return '';
  const there = next ?? (open && open.time > bar.time ? open.time : null);
  const after = there !== null && (!replay || isComplete({ time: there, timeframe }, replay)) ? there : null;
  return html`<div class="steps" role="group" aria-label="Other bars">
    <button type="button" class="action" data-go="${before}" data-testid="why-before" ${disabled(before === null)}>
      <span aria-hidden="true">‹</span> Bar before
    </button>
    <button type="button" class="action" data-go="${after}" data-testid="why-next" ${disabled(after === null)}>
      Bar after <span aria-hidden="true">›</span>
    </button>
  </div>`;
}

function verdictOf(each, answer, isOpen) {
  const { sign, tone, text, details, signal } = verdict(each, answer);
  const fold = foldOf(each);
  return html`<section
    class="verdict ${tone}"
    data-testid="why-${each.strategy}-${each.side}"
    data-state="${each.state}"
    data-reason="${each.reason}"
    data-signal-id="${signal?.id ?? ''}"
  >
    <h3>${each.strategy} <span class="dim">v${each.version}</span></h3>
    <p><span class="mark" aria-hidden="true">${sign}</span> ${text}</p>
    ${
      details.length > 0 &&
      html`<ul class="details">
      ${details.map((detail) => html`<li>${detail}</li>`)}
    </ul>`
    }
    ${signal && html`<button type="button" class="action" data-signal="${signal.id}" data-testid="open-signal-${signal.id}">Explain the signal</button>`}
    <details data-fold="${fold}" ${unfolded(isOpen(fold))}>
      <summary>The whole rule</summary>
      ${each.description && html`<p class="dim">${each.description}</p>`} ${ruleTree(each.explain)} ${showStudies(each.explain)}
    </details>
  </section>`;
}

export const foldOf = ({ strategy, side }) => `${strategy} ${side}`;
const unfolded = (open) => (open ? html`open` : html``);
const disabled = (off) => (off ? html`disabled` : html``);
const ofBarBefore = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name + '[1]', value]));
