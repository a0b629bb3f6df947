import { html, render } from '../html.js';
import { arrow, compact, percent } from '../model/format.js';
import { SHADES, largest, neighbourOf, shade, treemap } from '../model/heatmap.js';
import { readLists, rowsOf } from '../model/watchlists.js';
import { listTools } from './listpicker.js';
import { ListView } from './listview.js';
import { fontOf, textWidth } from './measure.js';

const MOST = 150;
const LINE = 15;
const SIZES = { turnover: 'Turnover', volume: 'Volume', equal: 'Equal' };
const STANDARD = { size: 'turnover', list: null };
const WEIGHTS = { turnover: ({ volume, last }) => volume * last, volume: ({ volume }) => volume, equal: () => 1 };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** Tiles that changed places with every trade could neither be read nor hit; colours and numbers follow at once. */
const ARRANGED_AGAIN = 10_000;

/** The market as tiles: the larger the more was traded, coloured and labelled by the change of the day. */
export class HeatMap extends ListView {
  static topics = ['board', 'selection', 'prefs', 'panels'];
  static hidesInReplay = true;
  static standard = STANDARD;
  #plan = { key: null, at: -Infinity, tiles: [], left: 0 };
  #at = null;

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
        <div class="tiles" data-testid="heatmap" role="group" aria-label="Heat map. Arrows walk, Enter chooses"></div>
        <p class="scale-line dim">
          <span data-role="left"></span>
          <span data-testid="scale-text">Change since the close of the day before, in %</span>
          <span class="scale" role="img" aria-label="Colours: change since the close of the day before in per cent, from a fall by 2.5% or more to a rise by 2.5% or more">
            ${SHADES.map((change) => html`<i class="tile ${shade(change)}">${labelled(change)}</i>`)}
          </span>
        </p>`,
    );
    this.tiles = this.querySelector('.tiles');
    this.picker = this.querySelector('.picker');
    this.left = this.querySelector('[data-role=left]');
    this.onActivate('[data-size]', ({ size }) => this.emit('tt-panel-settings', { panelId: this.panelId, size }));
    this.onActivate('.tile[data-symbol]', ({ symbol }) => {
      this.emit('tt-symbol', { symbol });
      this.emit('tt-panel', { panel: 'chart' });
    });
    this.tiles.addEventListener('dblclick', ({ target }) => {
      const symbol = target.closest('[data-symbol]')?.dataset.symbol;
      if (symbol) this.emit('tt-stock', { symbol });
    });
    this.tiles.addEventListener('keydown', (event) => this.#onKey(event));
    this.tiles.addEventListener('focusin', ({ target }) => {
      this.#at = target.dataset.symbol ?? this.#at;
      this.invalidate();
    });
    this.watch(this.tiles);
  }

  #onKey(event) {
    const step = ARROWS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { tiles } = this.#plan;
    const from = tiles.find(({ symbol }) => symbol === event.target.dataset.symbol);
    const to = from && neighbourOf(tiles, from, step);
    if (to) this.tiles.querySelector(`[data-symbol="${CSS.escape(to.symbol)}"]`)?.focus();
  }

  #arranged(state, size, list) {
    const lists = readLists(state.prefs.lists);
    const { clientWidth: width, clientHeight: height } = this.tiles;
    const key = JSON.stringify([size, lists[list], width, height, state.rows.size]);
    const now = performance.now();
    if (key === this.#plan.key && now - this.#plan.at < ARRANGED_AGAIN && this.#plan.tiles.length) return this.#plan;
    const weighed = rowsOf(state.rows, lists, list).map((row) => ({ symbol: row.symbol, weight: WEIGHTS[size](row) }));
    const { shown, left } = largest(
      weighed.filter(({ weight }) => weight > 0),
      MOST,
    );
    const tiles = treemap(shown, width, height).map(({ item, ...place }) => ({ symbol: item.symbol, ...place }));
    this.#plan = { key, at: now, tiles, left };
    return this.#plan;
  }

  draw(state) {
    const size = SIZES[this.settings.size] ? this.settings.size : STANDARD.size;
    const list = this.currentList;
    const { selection, rows } = state;
    render(this.picker, listTools(state, list));
    for (const button of this.querySelectorAll('[data-size]')) button.setAttribute('aria-pressed', button.dataset.size === size);
    const { tiles, left } = this.#arranged(state, size, list);
    this.left.textContent = left ? `${left} smaller ones are left out.` : '';
    const fonts = [12, 16].map((px) => fontOf(this.tiles, 700).replace(/[\d.]+px/, `${px}px`));
    const isThere = (symbol) => tiles.some((tile) => tile.symbol === symbol);
    const stop = [this.#at, selection.symbol].find(isThere) ?? tiles[0]?.symbol;
    render(
      this.tiles,
      html`${tiles.map((tile) => tileOf(tile, rows.get(tile.symbol), selection.symbol, stop, fonts))}${
        !tiles.length && html`<p class="empty" data-key="none">${rows.size ? 'Nothing of these was traded yet' : 'No symbols yet'}</p>`
      }`,
    );
  }
}

// The outermost are for all beyond them, too.
const MOST_SHADE = Math.max(...SHADES);
const labelled = (change) => {
  if (Math.abs(change) === 0.1) return '';
  const text = change === 0 ? '0' : percent(change).replace(/\.?0*%/, '');
  return Math.abs(change) < MOST_SHADE ? text : (change > 0 ? '≥' : '≤') + text;
};

/**
 * @param {Record<string, any>} tile
 * @param {Record<string, any>} row
 * @param {string} current
 * @param {string} stop
 * @param {string[]} fonts the usual one and a larger one
 */
function tileOf({ x, y, w, h }, { symbol, name, changePercent, volume }, current, stop, [font, largeFont]) {
  const large = w >= 130 && h >= 80 && textWidth(symbol, largeFont) < w - 8;
  const words = `${symbol} ${percent(changePercent)}, volume ${compact(volume)}`;
  // Whole or not at all: half a symbol is another one.
  const lines = Math.ceil((textWidth(symbol, font) * 1.1) / Math.max(1, w - 4));
  const fits = w >= 24 && lines * LINE + 4 <= h;
  const number =
    w >= 66 ? html`<span aria-hidden="true">${arrow(changePercent)}</span> ${percent(changePercent)}` : percent(changePercent, 1);
  const at = (n) => Math.round(n * 10) / 10;
  return html`<button
    type="button"
    class="tile ${shade(changePercent)} ${large ? 'large' : ''}"
    data-key="${symbol}"
    data-symbol="${symbol}"
    data-testid="tile-${symbol}"
    tabindex="${symbol === stop ? 0 : -1}"
    aria-current="${symbol === current}"
    aria-label="${words}"
    title="${[name, words].filter(Boolean).join(', ')}"
    style="left:${at(x)}px;top:${at(y)}px;width:${at(w)}px;height:${at(h)}px"
  >
    ${fits && html`<b>${symbol}</b>`}
    ${fits && w >= 44 && h >= lines * LINE + 20 && html`<span class="num">${number}</span>`}
  </button>`;
}
