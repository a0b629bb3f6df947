import { html, render } from '../html.js';
import { GROUPS, KINDS, titleOf } from '../model/kinds.js';
import { COLUMNS, ROWS, forPhone, mayAdd, shown } from '../model/layout.js';
import { tabOwn } from '../prefs.js';
import { openMenu } from './menu.js';
import { View } from './view.js';

/** As the style sheet has it. */
export const PHONE = '(max-width: 860px), (max-width: 960px) and (max-height: 500px)';
const LEAST_CELL = 22;
/** What a phone shows, for a reload: the group, and of each group the panel in front. */
const IN_FRONT = tabOwn('.front');
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const samePlace = (a, b) => a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;

const isDragged = (item) => item.classList.contains('ui-draggable-dragging');

export const isThere = (kind) => customElements.get(KINDS[kind]?.element) !== undefined;

/**
 * The panels: on a laptop a grid in which they are dragged, resized and moved with keys; on a phone one at a time. Creates and
 * removes the elements of `state.layout`; what is in them is theirs.
 */
export class Grid extends View {
  static topics = ['layout', 'panels', 'selection'];
  #items = new Map();
  #front = {};
  #frontKept = '';
  #moving = null;
  #dragged = false;
  #pulled = null;
  #seenSignal = null;

  joined() {
    render(
      this,
      html`<div class="tabs" hidden></div>
        <div class="grid-stack"></div>
        <p class="sr" role="status" data-testid="layout-said"></p>`,
    );
    this.tabs = this.querySelector('.tabs');
    this.host = this.querySelector('.grid-stack');
    this.said = this.querySelector('.sr');
    this.grid = globalThis.GridStack.init(
      {
        column: COLUMNS,
        cellHeight: this.#cell(),
        margin: '0px 1px 1px 0px',
        mode: 'float',
        animate: false,
        handle: '.panel-head',
        draggable: { handle: '.panel-head', cancel: '.tool', scroll: true },
        resizable: { handles: 'e,se,s', autoHide: true },
      },
      this.host,
    );
    this.grid.on('dragstart resizestart', () => this.#hold());
    this.grid.on('drag', (event) => this.#mark(this.#under(/** @type {MouseEvent} */ (event))));
    this.grid.on('dragstop', (event, item) => this.#dropped(item, this.#under(/** @type {MouseEvent} */ (event))));
    this.grid.on('resize', (_, item) => (this.#pulled = item.getBoundingClientRect()));
    this.grid.on('resizestop', (_, item) => this.#resized(item));
    this.phone = matchMedia(PHONE);
    this.#restoreFront();
    this.onPhone = () => this.invalidate();
    this.phone.addEventListener('change', this.onPhone);
    this.sizes = new ResizeObserver(() => this.grid.cellHeight(this.#cell()));
    this.sizes.observe(this);
    this.onBody = new MutationObserver(() => this.invalidate());
    this.onBody.observe(document.body, { attributeFilter: ['data-panel'] });
    this.#listen();
  }

  #restoreFront() {
    const kept = IN_FRONT.recall();
    if (!kept || !Object.hasOwn(GROUPS, kept.group)) return;
    document.body.dataset.panel = kept.group;
    this.#front = { ...kept.front };
  }

  #keepFront(group) {
    const now = JSON.stringify({ group, front: this.#front });
    if (now === this.#frontKept) return;
    this.#frontKept = now;
    IN_FRONT.keep({ group, front: this.#front });
  }

  released() {
    this.phone.removeEventListener('change', this.onPhone);
    this.sizes.disconnect();
    this.onBody.disconnect();
  }

  #listen() {
    this.onActivate('[data-act=menu]', (_, button) => this.#menu(this.#idOf(button), button));
    this.onActivate('[data-act=grip]', (_, grip) => {
      if (!this.#dragged) this.#toggleMoving(this.#idOf(grip), grip);
      this.#dragged = false;
    });
    this.onActivate('[data-tab]', ({ tab }) => this.bring(tab));
    for (const begun of ['pointerdown', 'keydown']) this.addEventListener(begun, () => (this.#dragged = false), true);
    this.addEventListener('keydown', (event) => this.#onKey(event));
    this.addEventListener('focusout', (event) => {
      if (this.#moving && event.target.dataset.act === 'grip') this.#endMoving();
    });
  }

  /** Whether one panel is shown at a time, as on a phone. */
  get isStacked() {
    return this.phone.matches;
  }

  // A whole number of hundredths, so that the rows together are never higher than the screen.
  #cell() {
    return Math.max(LEAST_CELL, Math.floor((this.clientHeight / ROWS) * 100) / 100);
  }

  #idOf(element) {
    return element.closest('[data-panel-id]')?.dataset.panelId ?? this.tabs.dataset.front;
  }

  draw({ layout, selection }) {
    const stacked = this.phone.matches;
    const wanted = stacked ? forPhone(layout, isThere) : shown(layout).filter(({ kind }) => isThere(kind));
    this.classList.toggle('stacked', stacked);
    this.grid.setStatic(stacked);
    this.grid.batchUpdate();
    this.#removeOthers(new Set(wanted.map((panel) => panel.id)));
    for (const panel of wanted) this.#items.has(panel.id) || this.#create(panel);
    if (!stacked) this.#arrange(wanted);
    this.grid.batchUpdate(false);
    for (const panel of wanted) this.#drawHead(panel);
    this.#follow(selection, wanted);
    this.#drawTabs(stacked, wanted);
  }

  #create({ id, kind, x, y, w, h }) {
    const item = document.createElement('div');
    item.className = 'grid-stack-item';
    item.dataset.panelId = id;
    item.dataset.kind = kind;
    item.dataset.testid = 'panel:' + id;
    render(
      item,
      html`<section class="grid-stack-item-content panel" data-for="${KINDS[kind].group}">
        <header class="panel-head"></header>
      </section>`,
    );
    const element = document.createElement(KINDS[kind].element);
    element.panelId = id;
    element.attach(this.store);
    item.firstElementChild.append(element);
    const [minW, minH] = KINDS[kind].min;
    this.host.append(item);
    this.grid.makeWidget(item, { id, x, y, w: w ?? minW, h: h ?? minH, minW, minH, autoPosition: x === undefined });
    this.#items.set(id, item);
  }

  #removeOthers(ids) {
    for (const [id, item] of this.#items) {
      if (ids.has(id)) continue;
      this.grid.removeWidget(item, true, false);
      this.#items.delete(id);
    }
  }

  // Told in one go: on the way from one arrangement without overlap to another there may be some.
  #arrange(panels) {
    const moved = panels.filter((panel) => !samePlace(this.#items.get(panel.id).gridstackNode, panel));
    if (!moved.length) return;
    this.grid.load(
      panels.map(({ id, x, y, w, h }) => ({ id, x, y, w, h })),
      false,
    );
  }

  // The library would push the others down the page; here a panel dropped on another changes places with it, and an edge that is
  // moved takes from the neighbour. So the others are held where they are until the mouse is released.
  #hold() {
    this.#dragged = true;
    for (const item of this.#items.values()) item.gridstackNode.locked = true;
  }

  #release() {
    for (const item of this.#items.values()) item.gridstackNode.locked = false;
    this.#mark(null);
  }

  #under({ clientX, clientY }) {
    const hits = document.elementsFromPoint(clientX, clientY).map((hit) => hit.closest('.grid-stack-item'));
    return hits.find((item) => item && this.#items.has(item.dataset.panelId) && !isDragged(item)) ?? null;
  }

  #mark(target) {
    for (const item of this.#items.values()) item.classList.toggle('target', item === target);
  }

  #dropped(item, target) {
    this.#release();
    const { panelId } = item.dataset;
    const { x, y, w, h } = item.gridstackNode;
    if (target) this.emit('tt-panel-swap', { panelId, other: target.dataset.panelId });
    else this.emit('tt-panel-place', { positions: [{ id: panelId, x, y, w, h }] });
    this.invalidate();
  }

  // From what is seen, because the library stops counting where another panel begins.
  #resized(item) {
    this.#release();
    const cell = { w: this.host.clientWidth / COLUMNS, h: this.grid.getCellHeight(true) };
    const w = Math.round(this.#pulled.width / cell.w);
    const h = Math.round(this.#pulled.height / cell.h);
    this.emit('tt-panel-resize', { panelId: item.dataset.panelId, w, h });
    this.invalidate();
  }

  #drawHead(panel) {
    const item = this.#items.get(panel.id);
    const title = titleOf(panel);
    const moving = this.#moving?.id === panel.id;
    item.classList.toggle('moving', moving);
    item.firstElementChild.setAttribute('aria-label', title);
    render(
      item.querySelector('.panel-head'),
      html`<button
          type="button"
          class="grip"
          data-act="grip"
          data-testid="grip-${panel.id}"
          aria-pressed="${moving}"
          aria-label="Move or resize ${title} with the arrow keys"
          title="Drag to move. Enter, then arrows: move; with Shift: resize"
        >
          <span aria-hidden="true">⠿</span>
        </button>
        <h2>${title}</h2>
        ${moving && html`<span class="dim hint">arrows move · Shift+arrows resize · Enter keeps · Esc undoes</span>`}
        <button
          type="button"
          class="tool"
          data-act="menu"
          data-testid="menu-${panel.id}"
          aria-haspopup="menu"
          aria-expanded="false"
          aria-label="Menu of ${title}"
        >
          <span aria-hidden="true">⋯</span>
        </button>`,
    );
  }

  /** On a phone: whose group is asked for and who is in front of it. */
  #follow({ signalId, why }, panels) {
    const asked = signalId ?? (why && `${why.symbol}/${why.timeframe}/${why.time}`);
    if (asked === this.#seenSignal) return;
    this.#seenSignal = asked;
    const kind = asked === null ? 'signals' : 'explain';
    const panel = panels.find((candidate) => candidate.kind === kind);
    if (panel) this.#front.signals = panel.id;
  }

  #drawTabs(stacked, panels) {
    const group = GROUPS[document.body.dataset.panel] ? document.body.dataset.panel : 'chart';
    const own = panels.filter(({ kind }) => KINDS[kind].group === group);
    const front = own.find((panel) => panel.id === this.#front[group]) ?? own[0];
    for (const [id, item] of this.#items) item.classList.toggle('front', stacked && id === front?.id);
    this.tabs.hidden = !stacked || own.length < 2;
    this.tabs.dataset.front = front?.id ?? '';
    if (stacked) this.#keepFront(group);
    if (this.tabs.hidden) return;
    render(
      this.tabs,
      html`<div class="tab-list" role="group" aria-label="${GROUPS[group].title}">
          ${own.map(
            (panel) =>
              html`<button
                type="button"
                class="tab"
                data-key="${panel.id}"
                data-tab="${panel.id}"
                data-testid="tab-${panel.id}"
                aria-pressed="${panel === front}"
              >
                ${titleOf(panel)}
              </button>`,
          )}
        </div>
        <button
          type="button"
          class="tool"
          data-act="menu"
          aria-haspopup="menu"
          aria-expanded="false"
          aria-label="Menu of ${front && titleOf(front)}"
        >
          <span aria-hidden="true">⋯</span>
        </button>`,
    );
  }

  firstOf(kind) {
    return [...this.#items].find(([, item]) => item.dataset.kind === kind)?.[0];
  }

  /** Puts a panel where it can be seen, and the focus into it. */
  bring(id, focus = false) {
    const item = this.#items.get(id);
    if (!item) return;
    const { group } = KINDS[item.dataset.kind];
    this.#front[group] = id;
    document.body.dataset.panel = group;
    this.invalidate();
    item.scrollIntoView({ block: 'nearest' });
    if (focus) item.querySelector('.grip')?.focus();
  }

  #menu(id, button) {
    const { layout } = this.store.state;
    const panel = layout.panels.find((candidate) => candidate.id === id) ?? {
      id,
      kind: this.#items.get(id).dataset.kind,
      settings: {},
    };
    const stays = layout.panels.includes(panel);
    const last = shown(layout).length < 2;
    const element = this.#items.get(id).querySelector(KINDS[panel.kind].element);
    const send = (name) => () => this.#leave(id, () => this.emit(name, { panelId: id }));
    /** @type {any[]} */
    const offers = [
      element.openSettings && { text: 'Settings …', run: () => element.openSettings() },
      stays && { text: 'Rename …', run: () => this.emit('tt-panel-rename', { panelId: id, title: titleOf(panel) }) },
      !this.phone.matches && {
        text: 'Move or resize with keys',
        run: () => this.#toggleMoving(id, this.#items.get(id).querySelector('.grip')),
      },
      stays &&
        KINDS[panel.kind].several && {
          text: 'Duplicate',
          disabled: !mayAdd(layout, panel.kind),
          run: () => this.emit('tt-panel-copy', { panelId: id }),
        },
      stays && null,
      stays && !this.phone.matches && { text: 'Hide', disabled: last, run: send('tt-panel-hide') },
      stays && { text: 'Close', disabled: last, run: send('tt-panel-close') },
    ];
    const items = offers.filter((item) => item !== false && item !== undefined);
    openMenu(button, titleOf(panel), items);
  }

  // The focus must not fall back to the top of the page with the panel that goes.
  #leave(id, act) {
    const ids = [...this.#items.keys()];
    const next = ids[ids.indexOf(id) + 1] ?? ids[ids.indexOf(id) - 1];
    act();
    this.#items.get(next)?.querySelector('.grip')?.focus();
  }

  #toggleMoving(id, grip) {
    if (this.#moving) return this.#endMoving();
    this.#moving = { id, before: this.store.state.layout };
    grip.focus();
    this.#say('Arrows move, Shift and arrows resize, Enter keeps, Escape undoes.');
    this.invalidate();
  }

  #endMoving(undo = false) {
    const { before } = this.#moving;
    this.#moving = null;
    if (undo) this.emit('tt-panel-restore', { layout: before });
    this.#say(undo ? 'As it was before.' : 'Kept.');
    this.invalidate();
  }

  #onKey(event) {
    if (!this.#moving || event.target.dataset.act !== 'grip') return;
    const step = ARROWS[event.key];
    if (step) this.#step(step, event.shiftKey);
    else if (event.key === 'Escape') this.#endMoving(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #step([x, y], resize) {
    const { id } = this.#moving;
    const before = this.store.state.layout;
    this.emit('tt-panel-step', resize ? { panelId: id, dw: x, dh: y } : { panelId: id, dx: x, dy: y });
    const { layout } = this.store.state;
    const at = layout.panels.find((panel) => panel.id === id);
    this.#say(layout === before ? 'No room there.' : `Column ${at.x + 1}, row ${at.y + 1}, ${at.w} wide, ${at.h} high.`);
  }

  #say(text) {
    this.said.textContent = text;
  }
}
