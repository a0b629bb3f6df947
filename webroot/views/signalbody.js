import { html } from '../html.js';
import { dateTime, percent, price, share } from '../model/format.js';
import { horizonText, outcomeOf } from '../model/outcome.js';
import { firedParts } from '../model/verdicts.js';
import { inputs, showStudies } from './inputs.js';
import { ruleTree } from './ruletree.js';

/** Why a signal was raised, what its rule looked at, and what came of it. */
export function signalBody(signal, outcome, { where, digits, replay }) {
  const buy = signal.side === 'buy';
  return html`<div data-testid="signal-explain" data-id="${signal.id}" class="fill">
    <div class="head">
      <h2><span class="${buy ? 'up' : 'down'}">${buy ? '▲ Buy' : '▼ Sell'}</span> ${signal.symbol}</h2>
      <button type="button" class="plain icon" data-act="close" aria-label="Close the explanation">×</button>
    </div>
    <div class="scroll pad" tabindex="0" role="group" aria-label="Explanation">
      ${raisedBy(signal)}
      ${signal.explain ? ruleTree(signal.explain) : html`<p class="dim">No rule was recorded.</p>`} ${showStudies(signal.explain)}
      <dl class="facts">
        <dt>Strategy</dt>
        <dd>${signal.strategy} <span class="dim">v${signal.version}</span></dd>
        <dt>Bar</dt>
        <dd class="num">${dateTime(signal.barTime, where, signal.timeframe === 'raw')} · ${signal.timeframe}</dd>
        <dt>Price</dt>
        <dd class="num">${price(signal.price, digits)}</dd>
        <dt title="How far past its threshold the deciding value was, on the strategy’s own scale; no probability">Strength</dt>
        <dd class="num">${share(signal.strength)}</dd>
      </dl>
      <h3>Outcome</h3>
      ${replay ? html`<p class="dim" data-testid="outcome-hidden">Hidden during replay: it is of later.</p>` : outcomeBody(signal, outcome, digits)}
      <h3>Inputs</h3>
      <dl class="inputs">${inputs(signal.inputs ?? {})}</dl>
      <button type="button" class="action" data-act="all-rules" data-testid="all-rules">What every strategy saw here</button>
    </div>
  </div>`;
}

// The parts that hold, in words, before anything else.
function raisedBy({ explain }) {
  const parts = explain ? firedParts(explain) : [];
  return parts.length > 0 && html`<p class="conclusion" data-testid="raised-by">Raised because ${parts.join(' and ')}.</p>`;
}

function outcomeBody(signal, outcome, digits) {
  const { text, cells, extremes } = outcomeOf(signal, outcome);
  return html`<p data-testid="outcome-text">${text}</p>
    <div class="outcome" data-testid="outcome" data-bars="${outcome?.bars ?? ''}">${cells.map(cell)}</div>
    ${
      extremes.length > 0 &&
      html`<dl class="facts extremes" data-testid="extremes">
      ${extremes.map(
        (each) =>
          html`<dt>${each.title}</dt>
            <dd class="num">${each.text}</dd>`,
      )}
    </dl>`
    }
    <p class="dim small">
      ${Number.isFinite(outcome?.entry) && html`In at <span class="num">${price(outcome.entry, digits)}</span>, the open of the next bar: the`}
      ${!Number.isFinite(outcome?.entry) && html`Measured from the open of the next bar: the`} close of the signal’s own bar has gone by when the
      signal comes. A ${signal.side} signal hits when the price ${signal.side === 'buy' ? 'rose' : 'fell'} from there to the close of the bar;
      without a move it is neither hit nor miss. The furthest are by highs and lows.
    </p>`;
}

const RESULTS = { hit: '✓ hit', miss: '✗ miss', tie: '= no move' };

function cell({ bars, percent: moved, result }) {
  return html`<div class="${result ?? 'open'}">
    <span class="dim">${horizonText(bars)}</span>
    <b class="num">${result ? percent(moved, 3) : 'pending'}</b>
    ${result && html`<span>${RESULTS[result]}</span>`}
  </div>`;
}
