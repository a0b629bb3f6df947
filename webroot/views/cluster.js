import { html, render } from '../html.js';
import { KINDS, STAGES, STATES, age, cells, letter, nodes, sparkline, takeovers } from '../model/cluster.js';

const STALE = 3_000;
const COLOURS = 6;
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

const colour = (index) => (index < 0 ? 'nobody' : `node-${index % COLOURS}`);

/** Who is there, who owns what, and what has moved. */
export class Cluster extends HTMLElement {
  show(history, now) {
    if (!history.last) {
      render(this, html`<p class="empty" role="status">The server does not answer; trying again.</p>`);
      return;
    }
    const silent = now - history.lastAt;
    render(
      this,
      html`${silent > STALE &&
        html`<p class="stale" role="alert">No answer from this node. What you see is ${age(silent / 1_000)}.</p>`}
        ${this.#nodes(history)} ${STAGES.map((stage) => this.#map(history, stage, now))} ${this.#moves(history, now)}`,
    );
  }

  #nodes(history) {
    const all = nodes(history);
    return html`<section aria-label="Nodes">
      <h2>${all.length === 1 ? 'One node' : `${all.length} nodes`}</h2>
      <div class="nodes" data-testid="nodes">
        ${all.map(
          (node) =>
            html`<article class="node ${colour(node.index)}" data-key="${node.node}" data-node="${node.node}">
              <h3>
                <span class="letter" aria-hidden="true">${letter(node.index)}</span> ${node.node}
                <span class="state state-${node.state}">${STATES[node.state] ?? node.state}</span>
                ${node.isSelf && html`<span class="self">this page's node</span>`}
              </h3>
              <p class="roles">${node.roles.map((role) => html`<span class="chip">${role}</span>`)}</p>
              <svg class="spark" viewBox="0 0 120 24" role="img" aria-label="Events a second over the last minute">
                <polyline points="${sparkline(history.rates(node.node), 120, 22)}" />
              </svg>
              <dl>
                <div><dt>events/s</dt><dd>${number.format(node.eventsPerSecond ?? 0)}</dd></div>
                <div><dt>waiting for the disk</dt><dd>${number.format(node.queued ?? 0)}</dd></div>
                <div><dt>bars behind</dt><dd>${number.format(node.behind ?? 0)}</dd></div>
                ${STAGES.filter((stage) => node.roles.includes(stage)).map(
                  (stage) =>
                    html`<div><dt>${stage}</dt><dd>${node.partitions?.[stage] ?? 0} partitions</dd></div>`,
                )}
                <div><dt>fenced writes</dt><dd>${number.format(node.fencedWrites ?? 0)}</dd></div>
                <div><dt>where</dt><dd>${node.host}:${node.webPort ?? '–'}, process ${node.pid}</dd></div>
              </dl>
            </article>`,
        )}
      </div>
      ${all.length === 1 &&
      html`<p class="hint">
        More nodes share the work: start this one with <code>./ticktide start --cluster</code>, then add one with
        <code>./ticktide join</code>.
      </p>`}
    </section>`;
  }

  #map(history, stage, now) {
    const all = cells(history, stage, now);
    return html`<section aria-label="Partitions of ${stage}">
      <h2>${stage}</h2>
      <ul class="map" data-testid="map-${stage}">
        ${all.map((cell) => {
          const owner = cell.node === null ? 'nobody' : `node ${letter(cell.index)} (${cell.node})`;
          const text = `partition ${cell.partition}: ${owner}, epoch ${cell.epoch}`;
          return html`<li class="cell ${colour(cell.index)} ${cell.moved ? 'moved' : ''}" tabindex="0" title="${text}" aria-label="${text}" data-owner="${cell.node ?? ''}">${cell.node === null ? '·' : letter(cell.index)}</li>`;
        })}
      </ul>
    </section>`;
  }

  #moves(history, now) {
    const rows = takeovers(history.last);
    return html`<section aria-label="Takeovers">
      <h2>What moved</h2>
      ${!rows.length && html`<p class="empty">Nothing yet</p>`}
      <table data-testid="takeovers">
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <td class="num">${age(now / 1_000 - row.at)}</td>
                <td><span class="letter ${colour(history.indexOf(row.node))}">${letter(history.indexOf(row.node))}</span></td>
                <td>${row.partitions} of ${row.stage} ${KINDS[row.kind] ?? row.kind}</td>
                <td class="num">${number.format(row.millis)} ms</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }
}
