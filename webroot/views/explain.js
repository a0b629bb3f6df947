import { html, render } from '../html.js';
import { dateTime, number, percent, price, share } from '../model/format.js';
import { label } from '../model/indicators.js';
import { View } from './view.js';

const BAR_FIELDS = ['open', 'high', 'low', 'close', 'volume'];

/** Why one signal was raised: the rule tree with its operands, the inputs, and how it turned out. */
export class Explain extends View {
  static topics = ['signals', 'selection', 'prefs'];

  built() {
    this.onActivate('[data-act=close]', () => this.emit('tt-signal', { id: null }));
  }

  draw({ signals, selection, prefs }) {
    const signal = signals.get(String(selection.signalId));
    render(this, signal ? body(signal, prefs.zone) : html`<p class="empty">Choose a signal to see why it was raised.</p>`);
  }
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
  const names = Object.keys(values).filter((name) => name !== 'barTime' && name !== 'seq');
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
