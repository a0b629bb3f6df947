import { html, render } from '../html.js';
import { arrow, compact, percent } from '../model/format.js';
import { largest, shade, treemap } from '../model/heatmap.js';
import { settingsOf } from '../model/panels.js';
import { readLists, rowsOf } from '../model/watchlists.js';
import { chosenList, listPicker, onListChange, showChoice } from './listpicker.js';
import { View } from './view.js';

const MOST = 150;
const SIZES = { turnover: 'Turnover', volume: 'Volume', equal: 'Equal' };
const STANDARD = { size: 'turnover', list: null };
const WEIGHTS = { turnover: ({ volume, last }) => volume * last, volume: ({ volume }) => volume, equal: () => 1 };

/** The market as tiles: the larger the more was traded, coloured and labelled by the change of the day. */
export class HeatMap extends View {
  static topics = ['board', 'selection', 'prefs', 'panels'];

  built() {
    render(
      this,
      html`<div class="head">
          <span class="picker"></span>
          <span class="space"></span>
          <div class="segments small" role="group" aria-label="What makes a tile large">
            ${Object.entries(SIZES).map(([size, text]) => html`<button type="button" data-size="${size}" aria-pressed="false">${text}</button>`)}
          </div>
        </div>
        <div class="tiles" data-testid="heatmap" role="group" aria-label="Heat map"></div>
        <p class="dim legend"><span data-role="left"></span> Colour and sign: change of the day.</p>`,
    );
    this.tiles = this.querySelector('.tiles');
    this.picker = this.querySelector('.picker');
    this.left = this.querySelector('[data-role=left]');
    this.resized = new ResizeObserver(() => this.invalidate());
    this.onActivate('[data-size]', ({ size }) => this.emit('tt-panel-settings', { panelId: this.panelId, size }));
    this.onActivate('[data-symbol]', ({ symbol }) => {
      this.emit('tt-symbol', { symbol });
      this.emit('tt-panel', { panel: 'chart' });
    });
    onListChange(this, () => this.#list);
  }

  joined() {
    this.resized.observe(this.tiles);
  }

  released() {
    this.resized.disconnect();
  }

  get #settings() {
    return settingsOf(this.store.state, this.panelId, STANDARD);
  }

  get #list() {
    return chosenList(this.store.state.prefs, this.#settings);
  }

  draw(state) {
    const size = SIZES[this.#settings.size] ? this.#settings.size : STANDARD.size;
    const list = this.#list;
    render(this.picker, listPicker(state.prefs, list));
    showChoice(this.picker, list);
    for (const button of this.querySelectorAll('[data-size]')) button.setAttribute('aria-pressed', button.dataset.size === size);
    const rows = rowsOf(state.rows, readLists(state.prefs.lists), list);
    const { shown, left } = largest(rows.map((row) => ({ row, weight: WEIGHTS[size](row) })), MOST);
    this.left.textContent = left ? `${left} smaller ones are left out.` : '';
    const { clientWidth, clientHeight } = this.tiles;
    const tiles = treemap(shown, clientWidth, clientHeight);
    render(
      this.tiles,
      html`${tiles.map((tile) => tileOf(tile, state.selection.symbol))}${!tiles.length &&
      html`<p class="empty" data-key="none">${state.rows.size ? 'Nothing of these was traded yet' : 'No symbols yet'}</p>`}`,
    );
  }
}

function tileOf({ item: { row }, x, y, w, h }, current) {
  const { symbol, changePercent, volume } = row;
  const words = `${symbol} ${percent(changePercent)}, volume ${compact(volume)}`;
  const fits = w >= 44 && h >= 22;
  const at = (n) => Math.round(n * 10) / 10;
  return html`<button
    type="button"
    class="tile ${shade(changePercent)}"
    data-key="${symbol}"
    data-symbol="${symbol}"
    data-testid="tile-${symbol}"
    aria-current="${symbol === current}"
    aria-label="${words}"
    title="${words}"
    style="left:${at(x)}px;top:${at(y)}px;width:${at(w)}px;height:${at(h)}px"
  >
    ${fits && html`<b>${symbol}</b>`}
    ${fits && h >= 38 && html`<span class="num"><span aria-hidden="true">${arrow(changePercent)}</span> ${percent(changePercent)}</span>`}
  </button>`;
}
