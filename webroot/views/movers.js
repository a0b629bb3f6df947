import { html, render } from '../html.js';
import { arrow, compact, direction, percent, price } from '../model/format.js';
import { settingsOf } from '../model/panels.js';
import { View } from './view.js';

const LISTS = { gainers: 'Gainers', losers: 'Losers', mostActive: 'Active' };

const CHANGE = 'By change against the close of the UTC day before, or the first open of the day where there is none';
const MEANING = {
  gainers: CHANGE,
  losers: CHANGE,
  mostActive: "By turnover, the day's volume times the last price; the number is the volume",
};

/** The market's gainers, losers and most active stocks. */
export class Movers extends View {
  static topics = ['summary', 'panels'];
  static hidesInReplay = true;

  built() {
    this.onActivate('[data-list]', ({ list }) => this.emit('tt-panel-settings', { panelId: this.panelId, movers: list }));
    this.onActivate('[data-symbol]', ({ symbol }) => {
      this.emit('tt-symbol', { symbol });
      this.emit('tt-panel', { panel: 'chart' });
    });
  }

  draw(state) {
    const { market } = state;
    const { movers } = settingsOf(state, this.panelId);
    const chosen = LISTS[movers] ? movers : 'gainers';
    const rows = market?.[chosen] ?? [];
    render(
      this,
      html`<div class="head" role="group" aria-label="Market">
          ${Object.entries(LISTS).map(
            ([list, text]) =>
              html`<button type="button" class="tab" data-list="${list}" title="${MEANING[list]}" aria-pressed="${list === chosen}">
                ${text}
              </button>`,
          )}
        </div>
        <div class="scroll" data-testid="movers">
          ${rows.map(
            (row) =>
              html`<button type="button" class="mover" data-key="${row.symbol}" data-symbol="${row.symbol}">
                <span class="sym">${row.symbol}</span>
                <span class="num">${chosen === 'mostActive' ? compact(row.volume) : price(row.last, row.digits)}</span>
                <span class="num ${direction(row.changePercent)}"
                  ><span aria-hidden="true">${arrow(row.changePercent)}</span> ${percent(row.changePercent)}</span
                >
              </button>`,
          )}
          ${!rows.length && html`<p class="empty">Nothing yet</p>`}
        </div>`,
    );
  }
}
