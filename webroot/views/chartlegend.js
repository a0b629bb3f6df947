import { html } from '../html.js';
import { compact, dateTime, direction, price, priceDigits, signed } from '../model/format.js';
import { warmingText } from '../model/indicators.js';
import { drawing, studyLabel } from '../model/studies.js';

/**
 * What the crosshair's bar, or else the newest, says: prices, every study, the compared symbol. What belongs to a bar that is
 * still open is marked, for it may change.
 */
export function legend({ bar, provisional, fine, where, studies, warmup, catalog, place, compare, compared, replaying }) {
  return html`<div class="ohlc">
      <span class="place" data-testid="chart-place">${place.symbol} <span class="dim">${place.timeframe}</span></span>
      ${bar && prices(bar, provisional)}
      ${bar && html`<span class="num dim when" data-testid="legend-time">${dateTime(bar.time, where, fine)}</span>`}
      ${provisional && html`<span class="badge" title="This bar is still open; its values may change">open bar</span>`}
      ${replaying && html`<span class="badge replaying" title="What came later is hidden">replay</span>`}
    </div>
    <div class="chips" role="group" aria-label="Studies">
      ${compare && comparison(compare, compared)}
      ${studies.map((study) => chip(study, { bar, provisional, warmup, catalog }))}
    </div>`;
}

function prices(bar, provisional) {
  const digits = priceDigits(bar.close);
  const side = direction(bar.close - bar.open, digits);
  const field = (name, value) => html`<span class="num ${side}"><span class="dim">${name}</span> ${value}</span>`;
  return html`<span class="${provisional ? 'values provisional' : 'values'}">
    ${field('O', price(bar.open, digits))} ${field('H', price(bar.high, digits))} ${field('L', price(bar.low, digits))}
    ${field('C', price(bar.close, digits))}
    <span class="num move ${side}">${signed(bar.close - bar.open, digits)}</span>
    <span class="num"><span class="dim">V</span> ${compact(bar.volume)}</span>
  </span>`;
}

function chip(study, { bar, provisional, warmup, catalog }) {
  const { name, color } = study;
  const warming = warmingText(name, warmup);
  const value = bar?.values[name];
  const digits = drawing(study, catalog).guides ? 1 : priceDigits(value);
  const missing = value === null || value === undefined;
  const reading = missing ? '–' : (provisional ? '≈ ' : '') + price(value, digits);
  const stroke = typeof color === 'string' ? color : `var(--series-${(color ?? 0) + 1})`;
  return html`<span class="chip study" data-key="${name}" data-testid="indicator-${name}" style="--chip: ${stroke}">
    <i aria-hidden="true"></i>
    <button type="button" data-edit="${name}" title="Change ${studyLabel(name)}">${studyLabel(name)}</button>
    ${warming
      ? html`<span class="warming" data-testid="warming-${name}">warming ${warming}</span>`
      : html`<span class="num ${provisional ? 'provisional' : ''}" data-testid="value-${name}">${reading}</span>`}
    <button type="button" class="remove" data-remove="${name}" aria-label="Remove ${studyLabel(name)}">×</button>
  </span>`;
}

function comparison(symbol, bar) {
  return html`<span class="chip study compared" data-key="compare ${symbol}" data-testid="compared">
    <i aria-hidden="true"></i><span>${symbol}</span><span class="num">${price(bar?.close)}</span>
    <button type="button" class="remove" data-uncompare="${symbol}" aria-label="Stop comparing with ${symbol}">×</button>
  </span>`;
}
