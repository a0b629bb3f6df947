import { html, render } from '../html.js';
import { glyph, level } from '../model/age.js';
import { marketAge } from '../model/arrival.js';
import { compact, date, duration } from '../model/format.js';
import { breaksText, damageOf, fillingOf, loadedOf, nodeMarks } from '../model/standing.js';
import { writePlace } from '../prefs.js';
import { lag } from './lag.js';
import { View } from './view.js';

const CONNECTION = {
  connecting: ['◌', 'connecting'],
  syncing: ['◌', 'catching up'],
  live: ['●', 'live'],
  reconnecting: ['○', 'reconnecting'],
};

/** One line: connection, data age, rate, and what the server says about itself; leads to the cluster's page. */
export class Status extends View {
  static topics = ['connection', 'breaks', 'status', 'clock', 'prefs', 'selection'];

  draw({ connection, breaks, status, now, clockOffset, prefs, selection, problem, glass }) {
    const gaps = breaksText(breaks, prefs);
    const [mark, text] = CONNECTION[connection.state];
    const data = marketAge(status, now, clockOffset, prefs);
    const filling = fillingOf(status);
    const loaded = loadedOf(status, now + (clockOffset ?? 0));
    const damage = damageOf(status);
    const freshness = level(data.age, 0, filling);
    render(
      this,
      html`<span class="connection ${connection.state}" role="status" data-testid="status-connection"
          ><span aria-hidden="true">${mark}</span> ${text}${connection.attempt > 1 ? ` · attempt ${connection.attempt}` : ''}</span
        >
        ${
          damage &&
          html`<span class="damaged" data-testid="status-damage" title="${damage.text} ${damage.command}"><span aria-hidden="true">✕</span> ${damage.short}</span>`
        }
        ${
          filling &&
          html`<span class="filling" role="status" data-testid="filling" title="${filling.title}"
          ><progress max="100" value="${filling.percent}" aria-hidden="true"></progress> ${filling.text}</span
        >`
        }
        ${loaded && html`<span class="filling" role="status" data-testid="history-loaded" title="${loaded.title}">${loaded.text}</span>`}
        <span class="age ${freshness}" title="${data.hint}"
          >data
          <span class="num" data-testid="data-age"
            ><span aria-hidden="true">${glyph(freshness)}</span> ${duration(data.age)}</span
          >${data.past && html` <span class="num" data-testid="data-of">of ${date(status.dataTime, prefs)}</span>`}</span
        >
        ${
          data.count > 0 &&
          html`<button type="button" class="term ahead" data-tip="${data.aheadHint}" data-testid="data-ahead">${data.count} ahead of the clock</button>`
        }
        <span class="num" data-testid="event-rate">${compact(status?.eventsPerSecond)} events/s</span>
        <span class="num wide-only">${compact(status?.events)} ${status?.events === 1 ? 'event' : 'events'}</span>
        ${
          gaps &&
          html`<button type="button" class="plain gaps num" popovertarget="lag-details" data-testid="gaps" title="${gaps.text}">⟲ ${gaps.short}</button>`
        }
        ${status && lag(status, glass.quantiles(), gaps)}
        ${problem && html`<span class="problem">${problem}</span>`}
        <span class="space"></span>
        ${clusterLink(status, selection)}
        ${
          status &&
          html`<span class="wide-only" title="${status.waiting ?? ''}">${status.ready ? '' : 'not ready · '}up ${duration(status.uptimeMs)}</span>
          <span class="wide-only">${status.clients} ${status.clients === 1 ? 'viewer' : 'viewers'}</span>
          <span class="wide-only">${status.version}</span>`
        }`,
    );
  }
}

function clusterLink(status, selection) {
  const nodes = nodeMarks(status?.members);
  return html`<a
    class="cluster-link"
    href="cluster.html${selection.symbol ? writePlace(selection) : ''}"
    title="Nodes, partitions and takeovers"
    data-testid="cluster-link"
    >${
      nodes.length > 0 &&
      html`<span class="nodes" data-testid="nodes"
      >${nodes.map(
        ({ node, state, mark, title }) =>
          html`<span class="node ${state}" role="img" data-testid="node-mark" data-id="${node}" data-state="${state}" title="${title}" aria-label="${title}">${mark}</span>`,
      )}</span
    > `
    }${status?.nodes > 1 ? `${status.nodes} nodes` : 'Cluster'}</a
  >`;
}
