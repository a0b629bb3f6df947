import { html, render } from '../html.js';
import * as model from '../model/cluster.js';
import { compact, dateTime, duration, time } from '../model/format.js';
import { term } from './term.js';

const STALE = 3_000;
const COLOURS = 6;
/** As many as css/cluster.css has. */
const COLUMNS = 16;
const TITLES = { indicator: 'Indicator', signal: 'Signal', aggregate: 'Aggregate' };

const colour = (index) => (index < 0 ? 'nobody' : `node-${index % COLOURS}`);
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const badge = (index) => html`<span class="letter ${colour(index)}">${model.letter(index)}</span>`;

/** Who is there, who owns what, and what has moved. */
export class Cluster extends HTMLElement {
  #shown = null;
  #chosen = null;

  connectedCallback() {
    this.addEventListener('keydown', (event) => this.#onKey(event));
    this.addEventListener('click', (event) => {
      const partition = event.target.closest('[data-partition]')?.dataset.partition;
      if (partition !== undefined) this.#choose(Number(partition));
    });
  }

  show(shown) {
    this.#shown = shown;
    const { history, now, failing } = shown;
    if (!history.last) {
      const text = failing ? 'The server does not answer; trying again.' : 'Asking the server …';
      render(this, html`<p class="empty" role="status">${text}</p>`);
      return;
    }
    const silent = failing && now - history.lastAt > STALE;
    render(
      this,
      html`${silent && html`<p class="silence" role="alert">${this.#silence()}</p>`}
        <div class="${silent ? 'panels past' : 'panels'}">
          ${this.#nodes()}
          <div class="maps">${model.STAGES.map((stage) => this.#map(stage))}</div>
          ${this.#moves()}
        </div>`,
    );
  }

  /** Without a count of seconds: a screen reader would say every one of them. */
  #silence() {
    const { history, where, problem } = this.#shown;
    const since = time(history.lastAt, where);
    return problem
      ? `The node answers “${problem}”. What you see is of ${since}.`
      : `No answer from the node that served this page. What you see is of ${since}; trying again.`;
  }

  #nodes() {
    const { history } = this.#shown;
    const all = model.nodes(history);
    const verdict = model.verdict(history);
    return html`<section class="panel" aria-label="Nodes">
      <div class="head">
        <h2>Nodes</h2>
        <p class="verdict ${verdict.ok ? 'ok' : ''}" role="status" data-testid="verdict">
          <span aria-hidden="true">${verdict.ok ? '●' : '▲'}</span> ${verdict.text}
        </p>
      </div>
      <div class="nodes" data-testid="nodes">
        ${all.map((node) => this.#node(node))}
        ${
          all.length === 1 &&
          html`<div class="alone">
          <h3>More nodes share the work</h3>
          <p>Start this one as a node of a cluster, and add others beside it as often as you like:</p>
          <pre>./ticktide start --cluster
./ticktide join</pre>
          <p>Kill one, and see here how the others take over its partitions.</p>
        </div>`
        }
      </div>
    </section>`;
  }

  #node(node) {
    const { history, now } = this.#shown;
    const stores = node.roles.includes('indicator');
    const rates = history.rates(node.node);
    return html`<article
      class="node ${colour(node.index)}"
      data-key="${node.node}"
      data-node="${node.node}"
      aria-label="Node ${model.letter(node.index)}"
    >
      <h3>
        ${badge(node.index)} <span class="name">${node.node}</span>
        ${node.isSelf && html`<span class="self">this page’s node</span>`}
        <span class="condition ${node.state}">${model.STATES[node.state] ?? node.state}</span>
      </h3>
      <p class="roles">
        ${node.roles.map((role) => {
          const held = node.partitions?.[role];
          return held === undefined
            ? html`<span class="role">${role}</span>`
            : html`<span class="role" title="${held} partitions">${role} <b class="num">${held}</b></span>`;
        })}
      </p>
      ${
        stores &&
        html`<dl class="figures">
          ${figure('Events/s', node.eventsPerSecond, 'Stored by this node')}
          ${figure(term('queue', 'Disk queue'), node.queued)}
          ${figure(term('behind', 'Bars behind'), node.behind)}
        </dl>
        <svg class="minute" viewBox="0 0 120 24" preserveAspectRatio="none" aria-hidden="true">
          <polyline points="${model.sparkline(rates, now, 120, 22)}" />
        </svg>`
      }
      <dl class="facts">
        <dt>${term('fenced', 'Fenced writes')}</dt>
        <dd class="num" >${count(node.fencedWrites)}</dd>
        <dt>Up</dt>
        <dd class="num" title="Since ${dateTime(node.startedAt, this.#shown.where)}">
          ${node.startedAt ? duration(history.serverTime(now) - node.startedAt) : '–'}
        </dd>
        <dt>Place</dt>
        <dd class="num">${node.host}:${node.webPort ?? node.ingestPort ?? '–'}</dd>
        <dt>Process</dt>
        <dd class="num">${node.pid}</dd>
      </dl>
    </article>`;
  }

  #map(stage) {
    const { history, now } = this.#shown;
    const all = model.cells(history, stage, now);
    const chosen = this.#chosen === null ? null : all[this.#chosen];
    return html`<section class="panel" aria-label="${TITLES[stage]} partitions">
      <div class="head">
        <h2>${TITLES[stage]}</h2>
        <p class="shares" data-testid="shares-${stage}">
          ${model
            .shares(all)
            .map(
              ({ node, index, count }) =>
                html`<span>${node === null ? html`<span class="dim">nobody</span>` : badge(index)} <span class="num">${count}</span></span>`,
            )}
        </p>
      </div>
      <div
        class="map"
        role="listbox"
        tabindex="0"
        aria-label="${TITLES[stage]} partitions and their owners"
        aria-activedescendant="${chosen ? `${stage}-${chosen.partition}` : ''}"
        data-testid="map-${stage}"
      >
        ${all.map(
          (cell) =>
            html`<div
              class="cell ${colour(cell.index)}${cell.orphaned ? ' orphaned' : ''}${cell.moved ? ' moved' : ''}"
              role="option"
              id="${stage}-${cell.partition}"
              aria-selected="${cell === chosen}"
              aria-label="${described(cell)}"
              title="${described(cell)}"
              data-partition="${cell.partition}"
              data-owner="${cell.node ?? ''}"
              data-epoch="${cell.epoch}"
            >${cell.node === null ? '·' : model.letter(cell.index)}</div>`,
        )}
      </div>
      <p class="detail" data-testid="detail-${stage}">${chosen ? html`${described(chosen)} ${term('epoch', 'What is an epoch?')}` : html`Choose a ${term('partition', 'partition')} to see its ${term('epoch', 'epoch')}${moving(all)}`}</p>
    </section>`;
  }

  #moves() {
    const { history, now, where } = this.#shown;
    const rows = model.moves(history);
    return html`<section class="panel" aria-label="Takeovers">
      <div class="head"><h2>${term('takeover', 'Takeovers')}</h2></div>
      ${!rows.length && html`<p class="empty">Nothing has moved yet.</p>`}
      ${
        rows.length > 0 &&
        html`<table data-testid="takeovers">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Node</th>
            <th scope="col" class="r" title="From when the node saw that they should be its own">Took</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => {
            const index = history.indexOf(row.node);
            return html`<tr data-kind="${row.kind}" data-node="${row.node}">
              <td class="num dim" title="${dateTime(row.at, where)}">${model.age(history.serverTime(now) - row.at)}</td>
              <td>${badge(index)} <span class="name">${row.node}</span></td>
              <td class="num r">${row.stage && `${whole.format(row.durationMs)} ms`}</td>
              <td class="wide">${model.told(row)}</td>
            </tr>`;
          })}
        </tbody>
      </table>`
      }
    </section>`;
  }

  #choose(partition) {
    this.#chosen = partition;
    this.show(this.#shown);
  }

  #onKey(event) {
    if (!event.target.closest('[role=listbox]') || event.ctrlKey || event.metaKey || event.altKey) return;
    const { partitions } = this.#shown.history.last;
    const to = this.#chosen === null && event.key.startsWith('Arrow') ? 0 : model.step(event.key, this.#chosen ?? 0, COLUMNS, partitions);
    if (to === null) return;
    event.preventDefault();
    this.#choose(to);
  }
}

const moving = (all) => (all.some(({ moved }) => moved) ? '; those with a marked corner have just moved' : '');

const count = (value) => (value === undefined ? '–' : whole.format(value));

function figure(name, value, title = '') {
  return html`<div title="${title}"><dt>${name}</dt><dd class="num">${compact(value < 10 ? Math.round(value * 10) / 10 : value && Math.round(value))}</dd></div>`;
}

function described({ partition, node, index, epoch, orphaned, moved }) {
  const owner = node === null ? 'nobody' : `node ${model.letter(index)}, ${node}${orphaned ? ', which is gone' : ''}`;
  return `Partition ${partition}: ${owner}, epoch ${epoch}${moved ? ', just moved' : ''}`;
}
