import { html } from '../html.js';
import { milliseconds, stageRows, total } from '../model/latency.js';
import { term } from './term.js';

/** How long data takes from its arrival to the screen, with a table of where, and what was left out on the way. */
export function lag({ latency = {}, conflation = 1 }, glass, breaks) {
  const whole = total(latency, glass);
  return html`<button type="button" class="plain lag num" popovertarget="lag-details" data-testid="lag" title="From a candle's arrival to the screen">
      lag ${milliseconds(whole?.p50)} <span class="dim">p99 ${milliseconds(whole?.p99)}</span>
    </button>
    <div popover id="lag-details" class="lag-details" data-testid="lag-details">
      <h3>Where the time goes, last 10 seconds</h3>
      <table>
        <thead>
          <tr><th>Stage</th><th class="r">${term('p50', 'p50')}</th><th class="r">${term('p99', 'p99')}</th><th>measured from … until</th></tr>
        </thead>
        <tbody>
          ${stageRows(latency, glass).map(
            ({ stage, text, p50, p99 }) =>
              html`<tr data-testid="lag-${stage}">
                <td>${stage}</td>
                <td class="num r">${milliseconds(p50)}</td>
                <td class="num r">${milliseconds(p99)}</td>
                <td class="dim">${text}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p data-testid="conflation">${term('conflation', 'Conflation')}: ${(Math.round(conflation * 10) / 10).toFixed(1)} updates made one.</p>
      <p data-testid="breaks">${breaks?.text ?? html`No ${term('gap', 'gap')} since this page was opened.`}</p>
      <p class="dim">A stage without figures was idle or is at another node. The way over the network is not among them. With nodes on several machines their clocks are compared.</p>
    </div>`;
}
