import { html, render } from '../html.js';
import { shortTime } from '../model/days.js';
import { dateTime } from '../model/format.js';
import { entriesFor, isRead } from '../model/reading.js';
import { entriesKnown } from '../model/replay.js';
import { View } from './view.js';

const STATES = { sent: '✓ sent', pending: '… pending', failed: '✗ failed' };
const SIDES = { '': 'Side', buy: '▲ Buy', sell: '▼ Sell' };
const MOST_SHOWN = 100;

/** Notifications, what became of them, and which were read in this browser. */
export class Inbox extends View {
  static topics = ['inbox', 'prefs', 'reading', 'replay', 'minute'];
  #filter = { symbol: '', side: '', state: '', unread: false };

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
    this.addEventListener('input', ({ target }) => this.#narrow(target));
    this.onActivate('[data-act=read-all]', () => this.emit('tt-read', { all: true }));
    this.onActivate('.note', ({ id, signal }) => {
      this.emit('tt-read', { id });
      if (!signal) return;
      this.emit('tt-signal', { id: signal });
      this.emit('tt-panel', { panel: 'signals' });
    });
  }

  #narrow({ dataset, type, checked, value }) {
    if (!dataset.filter) return;
    this.#filter = { ...this.#filter, [dataset.filter]: type === 'checkbox' ? checked : value };
    this.invalidate();
  }

  draw(state) {
    const { prefs, reading, unread, now, clockOffset } = state;
    const inbox = entriesKnown(state);
    const found = entriesFor(inbox, this.#filter, reading);
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
