import { html, render } from '../html.js';
import { dateTime, number, percent, price, share } from '../model/format.js';
import { label } from '../model/indicators.js';
import { conclusion, verdict } from '../model/verdicts.js';
import { View } from './view.js';

const BAR_FIELDS = ['open', 'high', 'low', 'close', 'volume'];

/**
 * Why one signal was raised: the rule tree with its operands, the inputs, and how it turned out; or how every strategy stood at
 * a bar that was asked for.
 */
export class Explain extends View {
  static topics = ['signals', 'selection', 'prefs'];

  built() {
    this.onActivate('[data-act=close]', () => this.emit('tt-signal', { id: null }));
    this.onActivate('[data-signal]', ({ signal }) => this.emit('tt-signal', { id: signal }));
    this.onActivate('[data-act=again]', () => {
      const { symbol, timeframe, time } = this.store.state.selection.why;
      this.emit('tt-why', { symbol, timeframe, time });
    });
  }

  draw({ signals, selection, prefs }) {
    const signal = signals.get(String(selection.signalId));
    if (signal) return render(this, body(signal, prefs.zone));
    if (selection.why) return render(this, whyBody(selection.why, prefs.zone));
    render(
      this,
      html`<p class="empty">
        Choose a signal to see why it was raised, or a bar of the chart (right click, or Enter on the crosshair) to see why not.
      </p>`,
    );
  }
}

function whyBody({ symbol, timeframe, time, answer, problem }, zone) {
  return html`<div data-testid="bar-explain" data-time="${time}" data-ready="${Boolean(answer)}" class="fill">
    <div class="head">
      <h2>${symbol} · ${timeframe} <span class="dim num">${dateTime(time, zone, timeframe === 'raw')}</span></h2>
      <button type="button" class="plain icon" data-act="close" aria-label="Close the explanation">×</button>
    </div>
    <div class="scroll pad" tabindex="0" role="group" aria-label="Explanation of a bar" aria-busy="${!answer && !problem}">
      ${problem
        ? html`<p class="problem" role="alert">${problem}</p>
            <button type="button" data-act="again">Ask again</button>`
        : answer
          ? verdicts(answer)
          : html`<p class="dim">Asking …</p>`}
    </div>
  </div>`;
}

function verdicts(answer) {
  const { bar, rules = [], elsewhere = [], provisional, values = {} } = answer;
  return html`<p class="conclusion" data-testid="why-conclusion" role="status">${conclusion(answer)}</p>
    ${provisional &&
    html`<p class="dim">
      The bar is still open: all values are provisional. <button type="button" class="plain" data-act="again">Ask again</button>
    </p>`}
    ${rules.map((each) => verdictOf(each, answer))}
    ${elsewhere.length > 0 &&
    rules.length > 0 &&
    html`<p class="dim">
      Not on this timeframe: ${elsewhere.map(({ strategy, timeframes }) => `${strategy} (${timeframes.join(', ')})`).join('; ')}.
    </p>`}
    <h3>Inputs</h3>
    <dl class="inputs">${inputs({ ...bar, ...values })}</dl>`;
}

function verdictOf(each, answer) {
  const { sign, tone, text, details, signal } = verdict(each, answer);
  return html`<section
    class="verdict ${tone}"
    data-testid="why-${each.strategy}-${each.side}"
    data-state="${each.state}"
    data-signal-id="${signal?.id ?? ''}"
  >
    <h3>${each.strategy} <span class="dim">v${each.version}</span></h3>
    <p><span class="mark" aria-hidden="true">${sign}</span> ${text}</p>
    ${details.length > 0 &&
    html`<ul class="details">
      ${details.map((detail) => html`<li>${detail}</li>`)}
    </ul>`}
    ${signal && html`<button type="button" data-signal="${signal.id}">Explain the signal</button>`}
    <details>
      <summary>The whole rule</summary>
      <ul class="rules">
        ${rule(each.explain)}
      </ul>
    </details>
  </section>`;
}

function body(signal, zone) {
  const buy = signal.side === 'buy';
  return html`<div data-testid="signal-explain" data-id="${signal.id}" class="fill">
    <div class="head">
      <h2><span class="${buy ? 'up' : 'down'}">${buy ? '▲ Buy' : '▼ Sell'}</span> ${signal.symbol}</h2>
      <button type="button" class="plain icon" data-act="close" aria-label="Close the explanation">×</button>
    </div>
    <div class="scroll pad" tabindex="0" role="group" aria-label="Explanation">
      <dl class="facts">
        <dt>Strategy</dt>
        <dd>${signal.strategy} <span class="dim">v${signal.version}</span></dd>
        <dt>Bar</dt>
        <dd class="num">${dateTime(signal.barTime, zone, signal.timeframe === 'raw')} · ${signal.timeframe}</dd>
        <dt>Price</dt>
        <dd class="num">${price(signal.price)}</dd>
        <dt>Confidence</dt>
        <dd class="num">${share(signal.confidence)}</dd>
      </dl>
      <h3>Rule</h3>
      ${signal.explain
        ? html`<ul class="rules">
            ${rule(signal.explain)}
          </ul>`
        : html`<p class="dim">No rule was recorded.</p>`}
      <h3>Outcome</h3>
      ${outcome(signal)}
      <h3>Inputs</h3>
      <dl class="inputs">${inputs(signal.inputs ?? {})}</dl>
    </div>
  </div>`;
}

function rule({ rule: text, satisfied, operands = {}, children = [] }) {
  return html`<li class="${satisfied ? 'yes' : 'no'}">
    <div class="rule">
      <span class="mark" aria-label="${satisfied ? 'satisfied' : 'not satisfied'}">${satisfied ? '✓' : '✗'}</span>
      <span>${text}</span>
    </div>
    ${Object.keys(operands ?? {}).length > 0 &&
    html`<div class="operands">
      ${Object.entries(operands).map(
        ([name, value]) => html`<span class="operand">${name} <b class="num">${number(value)}</b></span>`,
      )}
    </div>`}
    ${children?.length > 0 &&
    html`<ul>
      ${children.map(rule)}
    </ul>`}
  </li>`;
}

function outcome({ score, side }) {
  if (!score?.length) return html`<p class="dim">Known after 5, 10 and 20 bars.</p>`;
  return html`<div class="outcome">
      ${score.map(({ horizonBars, forwardReturn, hit, final }) => {
        const known = forwardReturn !== null && forwardReturn !== undefined;
        return html`<div class="${known ? (hit ? 'hit' : 'miss') : 'open'}">
          <span class="dim">${horizonBars} bars</span>
          <b class="num">${known ? percent(forwardReturn * 100, 3) : 'pending'}</b>
          ${known && html`<span>${hit ? '✓ hit' : '✗ miss'}${final ? '' : ' so far'}</span>`}
        </div>`;
      })}
    </div>
    <p class="dim">
      Close-to-close return; a ${side} signal hits when the price ${side === 'buy' ? 'rose' : 'fell'}.
    </p>`;
}

function inputs(values) {
  const names = Object.keys(values).filter((name) => name !== 'barTime' && name !== 'time' && name !== 'seq');
  names.sort((a, b) => order(a) - order(b));
  const seq =
    values.seq === undefined
      ? []
      : [
          html`<dt>Event</dt>
            <dd class="num">#${values.seq}</dd>`,
        ];
  return [
    ...names.map(
      (name) =>
        html`<dt>${nice(name)}</dt>
          <dd class="num">${number(values[name])}</dd>`,
    ),
    ...seq,
  ];
}

const order = (name) => (BAR_FIELDS.includes(name) ? BAR_FIELDS.indexOf(name) : BAR_FIELDS.length);
const nice = (name) => (BAR_FIELDS.includes(name) ? name[0].toUpperCase() + name.slice(1) : label(name));
