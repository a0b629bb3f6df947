import { html, render } from '../html.js';
import { arrow, compact, direction, percent, price } from '../model/format.js';
import { settingsOf } from '../model/panels.js';
import { explains } from './term.js';
import { View } from './view.js';

const LISTS = { gainers: 'Gainers', losers: 'Losers', mostActive: 'Active' };

const MEANING = { gainers: explains('movers'), losers: explains('movers'), mostActive: explains('active') };

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
              html`<button type="button" class="tab" data-list="${list}" ${MEANING[list]} aria-pressed="${list === chosen}">
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
