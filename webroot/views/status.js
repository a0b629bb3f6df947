import { html, render } from '../html.js';
import { ageOf, glyph, level } from '../model/age.js';
import { compact, dateTime, duration } from '../model/format.js';
import { milliseconds, stageRows, total } from '../model/latency.js';
import { writePlace } from '../prefs.js';
import { View } from './view.js';

const CONNECTION = {
  connecting: ['◌', 'connecting'],
  syncing: ['◌', 'catching up'],
  live: ['●', 'live'],
  reconnecting: ['○', 'reconnecting'],
};

/** One line: connection, data age, rate, and what the server says about itself; leads to the cluster's page. */
export class Status extends View {
  static topics = ['connection', 'status', 'clock', 'prefs', 'selection'];

  draw({ connection, status, now, clockOffset, prefs, selection, problem, glass }) {
    const seen = glass.quantiles();
    const [mark, text] = CONNECTION[connection.state];
    const age = ageOf(status?.dataTime, now, clockOffset);
    const freshness = level(age);
    render(
      this,
      html`<span class="connection ${connection.state}" role="status" data-testid="status-connection"
          ><span aria-hidden="true">${mark}</span> ${text}${connection.attempt > 1
            ? ` · attempt ${connection.attempt}`
            : ''}</span
        >
        <span class="age ${freshness}" title="Newest data: ${dateTime(status?.dataTime, prefs)}"
          >data
          <span class="num" data-testid="data-age"
            ><span aria-hidden="true">${glyph(freshness)}</span> ${duration(age)}</span
          ></span
        >
        <span class="num" data-testid="event-rate">${compact(status?.eventsPerSecond)} events/s</span>
        <span class="num wide-only">${compact(status?.events)} ${status?.events === 1 ? 'event' : 'events'}</span>
        ${status && lag(status, seen)}
        ${problem && html`<span class="problem">${problem}</span>`}
        <span class="space"></span>
        <a
          class="cluster-link"
          href="cluster.html${selection.symbol ? writePlace(selection) : ''}"
          title="Nodes, partitions and takeovers"
          data-testid="cluster-link"
          >${status?.nodes > 1 ? `${status.nodes} nodes` : 'Cluster'}</a
        >
        ${status &&
        html`<span class="wide-only">${status.ready ? '' : 'not ready · '}up ${duration(status.uptimeMs)}</span>
          <span class="wide-only">${status.clients} ${status.clients === 1 ? 'viewer' : 'viewers'}</span>
          <span class="wide-only">${status.version}</span>`}`,
    );
  }
}

function lag({ latency = {}, conflation = 1 }, glass) {
  const whole = total(latency, glass);
  return html`<button type="button" class="plain lag num" popovertarget="lag-details" data-testid="lag" title="From a candle's arrival to the screen">
      lag ${milliseconds(whole?.p50)} <span class="dim">p99 ${milliseconds(whole?.p99)}</span>
    </button>
    <div popover id="lag-details" class="lag-details" data-testid="lag-details">
      <h3>Where the time goes, last 10 seconds</h3>
      <table>
        <thead>
          <tr><th>Stage</th><th class="r">p50</th><th class="r">p99</th><th>measured from … until</th></tr>
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
      <p data-testid="conflation">Conflation: ${(Math.round(conflation * 10) / 10).toFixed(1)} updates made one.</p>
      <p class="dim">A stage without figures was idle or is at another node. The way over the network is not among them. With nodes on several machines their clocks are compared.</p>
    </div>`;
}
