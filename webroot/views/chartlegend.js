import { fill, html, render } from '../html.js';
import { compact, dateTime, direction, price, priceDigits, signed } from '../model/format.js';
import { warmingText } from '../model/indicators.js';
import { LINE_STYLES, drawing, lineStyles, linesOf, studyLabel } from '../model/studies.js';
import { term } from './term.js';

const UNKNOWN = 'unknown to this server';

/**
 * What the crosshair's bar, or else the newest, says: prices, every study, the compared symbol. What belongs to a bar that is
 * still open is marked, for it may change. The numbers, which change with every price, are put into what is there already.
 */
export function drawLegend(host, shows) {
  render(host, legend(shows));
  fill(host, values(shows));
}

function legend({ bar, digits, provisional, studies, catalog, warmup, refused, place, compare, replaying }) {
  const styles = lineStyles(studies);
  return html`<div class="ohlc">
      <span class="place" data-testid="chart-place">${place.symbol} <span class="dim">${place.timeframe}</span></span>
      ${bar && prices(bar, digits, provisional)}
      ${bar && html`<span class="num dim when" data-testid="legend-time" data-value="time"></span>`}
      ${provisional && html`<span class="badge" title="This bar is still open; its values may change">open bar</span>`}
      ${replaying && html`<span class="badge replaying" title="What came later is hidden">replay</span>`}
    </div>
    <div class="chips" role="group" aria-label="Studies">
      ${compare && comparison(compare)} ${studies.map((study) => chip(study, linesOf(study, catalog), LINE_STYLES[styles.get(study.name)], provisional, refused[study.name] ? UNKNOWN : warming(study, warmup)))}
    </div>`;
}

function prices(bar, digits, provisional) {
  const side = direction(bar.close - bar.open, digits);
  const field = (name, what) => html`<span class="num ${side}"><span class="dim">${name}</span> <span data-value="${what}"></span></span>`;
  return html`<span class="${provisional ? 'values provisional' : 'values'}">
    ${term('quote', '?')} ${field('O', 'open')} ${field('H', 'high')} ${field('L', 'low')} ${field('C', 'close')}
    <span class="num move ${side}" data-value="move"></span>
    <span class="num"><span class="dim">V</span> <span data-value="volume"></span></span>
  </span>`;
}

function warming({ name }, warmup) {
  const text = warmingText(name, warmup);
  return text && `warming ${text}`;
}

const strokeOf = (color = 0) => (typeof color === 'string' ? color : `var(--series-${color + 1})`);

/** instead: what stands there for a value, if there can't be one. */
function chip(study, lines, style, provisional, instead) {
  const { name, color } = study;
  const stroke = strokeOf(color);
  return html`<span class="chip study" data-key="${name}" data-testid="indicator-${name}" style="--chip: ${stroke}">
    <i class="${style}" aria-hidden="true"></i>
    <button type="button" data-edit="${name}" title="Change ${studyLabel(name)}">${studyLabel(name)}</button>
    ${
      instead
        ? html`<span class="warming" data-testid="warming-${name}">${instead}</span>`
        : lines.map(
            (line, i) =>
              html`<span
              class="num ${provisional ? 'provisional' : ''}"
              data-testid="value-${line.name}"
              data-value="study ${line.name}"
              title="${studyLabel(line.name)}"
              ${i && line.shape === 'line' ? html`style="color: ${strokeOf(line.color)}"` : ''}
            ></span>`,
          )
    }
    <button type="button" class="remove" data-remove="${name}" aria-label="Remove ${studyLabel(name)}">×</button>
  </span>`;
}

function values({ bar, digits, provisional, fine, where, studies, catalog, compared }) {
  if (!bar) return {};
  return {
    time: dateTime(bar.time, where, fine),
    open: price(bar.open, digits),
    high: price(bar.high, digits),
    low: price(bar.low, digits),
    close: price(bar.close, digits),
    move: signed(bar.close - bar.open, digits),
    volume: compact(bar.volume),
    compared: price(compared?.close),
    ...Object.fromEntries(
      studies.flatMap((study) => linesOf(study, catalog)).map((line) => [`study ${line.name}`, reading(line, bar, provisional, catalog)]),
    ),
  };
}

function reading(study, bar, provisional, catalog) {
  const value = bar.values[study.name];
  if (value === null || value === undefined) return '–';
  const digits = drawing(study, catalog).guides ? 1 : priceDigits(value);
  return (provisional ? '≈ ' : '') + price(value, digits);
}

function comparison(symbol) {
  return html`<span class="chip study compared" data-key="compare ${symbol}" data-testid="compared">
    <i aria-hidden="true"></i><span>${symbol}</span><span class="num" data-value="compared"></span>
    <button type="button" class="remove" data-uncompare="${symbol}" aria-label="Stop comparing with ${symbol}">×</button>
  </span>`;
}
