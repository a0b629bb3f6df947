import { html, render } from '../html.js';
import { dateTime, time } from '../model/format.js';
import { View } from './view.js';

const STATES = { sent: '✓ sent', pending: '… pending', failed: '✗ failed' };
const MOST_SHOWN = 100;

/** Notifications and what became of them. */
export class Inbox extends View {
  static topics = ['inbox', 'prefs'];

  built() {
    this.onActivate('[data-signal]', ({ signal }) => {
      if (!signal) return;
      this.emit('tt-signal', { id: signal });
      this.emit('tt-panel', { panel: 'signals' });
    });
  }

  draw({ inbox, prefs }) {
    render(
      this,
      html`<div class="head">
          <h2>Notifications</h2>
          <span class="dim num">${inbox.length || ''}</span>
        </div>
        <div class="scroll" data-testid="inbox">
          ${inbox.slice(0, MOST_SHOWN).map((entry) => row(entry, prefs.zone))}
          ${!inbox.length && html`<p class="empty">Nothing sent yet</p>`}
        </div>`,
    );
  }
}

function row(entry, zone) {
  const why = entry.state === 'failed' && entry.reason ? ` · ${entry.reason}` : '';
  const tries = entry.attempts > 1 ? ` · attempt ${entry.attempts}` : '';
  return html`<button
    type="button"
    class="note"
    data-key="${entry.id}"
    data-testid="inbox-row"
    data-signal="${entry.signalId}"
    title="${entry.text}"
  >
    <span class="subject">${entry.subject}</span>
    <span class="num dim" title="${dateTime(entry.createdAt, zone)}">${time(entry.createdAt, zone)}</span>
    <span class="dim">${entry.channel}${entry.recipient && entry.recipient !== entry.channel ? html` · ${entry.recipient}` : ''}</span>
    <span class="state ${entry.state}" title="${entry.reason ?? ''}"
      >${STATES[entry.state] ?? entry.state}${tries}${why}</span
    >
  </button>`;
}
