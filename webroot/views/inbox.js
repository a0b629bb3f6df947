import { html, render } from '../html.js';
import { shortTime } from '../model/days.js';
import { dateTime } from '../model/format.js';
import { settingsOf } from '../model/panels.js';
import { entriesFor, isRead } from '../model/reading.js';
import { entriesKnown } from '../model/replay.js';
import { View } from './view.js';

const STATES = { sent: '✓ sent', pending: '… pending', failed: '✗ failed' };
const SIDES = { '': 'Side', buy: '▲ Buy', sell: '▼ Sell' };
const MOST_SHOWN = 100;

/** Notifications, what became of them, and which were read in this browser. */
export class Inbox extends View {
  static topics = ['inbox', 'prefs', 'reading', 'replay', 'minute', 'panels', 'typed'];

  built() {
    render(
      this,
      html`<div class="head">
          <span class="count dim num"></span>
          <button type="button" class="plain" data-act="read-all" data-testid="read-all">Mark all read</button>
        </div>
        <div class="filters" role="group" aria-label="Which notifications">
          <input type="search" placeholder="Symbol" aria-label="Symbol" data-filter="symbol" autocomplete="off" spellcheck="false" />
          <select aria-label="Side" data-filter="side">
            ${Object.entries(SIDES).map(([value, text]) => html`<option value="${value}">${text}</option>`)}
          </select>
          <select aria-label="State" data-filter="state">
            <option value="">State</option>
            ${Object.entries(STATES).map(([value, text]) => html`<option value="${value}">${text}</option>`)}
          </select>
          <label><input type="checkbox" data-filter="unread" />unread</label>
        </div>
        <div class="scroll" data-testid="inbox" tabindex="0" role="group" aria-label="Notifications"></div>`,
    );
    this.count = this.querySelector('.count');
    this.list = this.querySelector('.scroll');
    this.addEventListener('input', ({ target }) => this.#narrow(/** @type {HTMLInputElement} */ (target)));
    this.onActivate('[data-act=read-all]', () => this.emit('tt-read', { all: true }));
    this.onActivate('.note', ({ id, signal }) => {
      this.emit('tt-read', { id });
      if (!signal) return;
      this.emit('tt-signal', { id: signal });
      this.emit('tt-panel', { panel: 'signals' });
    });
  }

  #narrow({ dataset, type, checked, value }) {
    const { filter } = dataset;
    if (!filter) return;
    if (filter === 'symbol') this.emit('tt-typed', { panelId: this.panelId, text: value });
    else this.emit('tt-panel-settings', { panelId: this.panelId, [filter]: type === 'checkbox' ? checked : value });
  }

  // The fields show what holds, also after a reload.
  #filtering(state) {
    const { side, state: sent, unread } = settingsOf(state, this.panelId);
    const filter = {
      symbol: state.typed?.[this.panelId] ?? '',
      side: SIDES[side] ? side : '',
      state: STATES[sent] ? sent : '',
      unread: unread === true,
    };
    for (const field of this.querySelectorAll('[data-filter]')) {
      const value = filter[field.dataset.filter];
      if (field.type === 'checkbox') field.checked = value;
      else if (field.value !== value) field.value = value;
    }
    return filter;
  }

  draw(state) {
    const { prefs, reading, unread, now, clockOffset } = state;
    const inbox = entriesKnown(state);
    const found = entriesFor(inbox, this.#filtering(state), reading);
    this.count.textContent = found.length === inbox.length ? `${unread} unread` : `${found.length} of ${inbox.length}`;
    render(
      this.list,
      html`${found.slice(0, MOST_SHOWN).map((entry) => row(entry, isRead(reading, entry), prefs, now + clockOffset))}
      ${!found.length && html`<p class="empty">${inbox.length ? 'No notification is like that' : 'Nothing sent yet'}</p>`}`,
    );
  }
}

function row(entry, read, prefs, now) {
  const why = entry.state === 'failed' && entry.reason ? ` · ${entry.reason}` : '';
  const tries = entry.attempts > 1 ? ` · attempt ${entry.attempts}` : '';
  const to = entry.recipient && entry.recipient !== entry.channel ? ` · ${entry.recipient}` : '';
  return html`<button
    type="button"
    class="note ${read ? '' : 'unread'}"
    data-key="${entry.id}"
    data-id="${entry.id}"
    data-testid="inbox-row"
    data-signal="${entry.signalId}"
    title="${entry.text}"
  >
    <span class="subject"
      >${!read && html`<span class="dot"><span aria-hidden="true">●</span><span class="sr">unread</span></span>`}
      ${entry.subject}</span
    >
    <span class="num dim" title="${dateTime(entry.createdAt, prefs)}">${shortTime(entry.createdAt, now, prefs)}</span>
    <span class="dim">${entry.channel}${to}</span>
    <span class="state ${entry.state}" title="${entry.reason ?? ''}"
      >${STATES[entry.state] ?? entry.state}${tries}${why}</span
    >
  </button>`;
}
