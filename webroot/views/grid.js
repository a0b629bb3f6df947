import { html, render } from '../html.js';
import { GROUPS, KINDS, titleOf } from '../model/kinds.js';
import { COLUMNS, ROWS, forPhone, mayAdd, shown } from '../model/layout.js';
import { openMenu } from './menu.js';
import { PanelDrag } from './paneldrag.js';
import { panelHead, tabList } from './panelhead.js';
import { PanelKeys } from './panelkeys.js';
import { PhoneFront } from './phonefront.js';
import { View } from './view.js';

/** As the style sheet has it. */
export const PHONE = '(max-width: 860px), (max-width: 960px) and (max-height: 500px)';
const LEAST_CELL = 22;
const samePlace = (a, b) => a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;

export const isThere = (kind) => customElements.get(KINDS[kind]?.element) !== undefined;

/**
 * The panels: on a laptop a grid in which they are dragged, resized and moved with keys; on a phone one at a time. Creates and
 * removes the elements of `state.layout`; what is in them is theirs.
 */
export class Grid extends View {
  static topics = ['layout', 'panels', 'selection'];
  #items = new Map();
  #front = new PhoneFront();

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
    this.drag = new PanelDrag({
      grid: this.grid,
      items: this.#items,
      done: (name, detail) => {
        this.emit(name, detail);
        this.invalidate();
      },
    });
    this.keys = new PanelKeys({
      layout: () => this.store.state.layout,
      emit: (name, detail) => this.emit(name, detail),
      changed: () => this.invalidate(),
      say: (text) => (this.said.textContent = text),
    });
    this.phone = matchMedia(PHONE);
    this.#front.restore();
    this.onPhone = () => this.invalidate();
    this.phone.addEventListener('change', this.onPhone);
    this.sizes = new ResizeObserver(() => this.grid.cellHeight(this.#cell()));
    this.sizes.observe(this);
    this.onBody = new MutationObserver(() => this.invalidate());
    this.onBody.observe(document.body, { attributeFilter: ['data-panel'] });
    this.#listen();
  }

  released() {
    this.phone.removeEventListener('change', this.onPhone);
    this.sizes.disconnect();
    this.onBody.disconnect();
  }

  #listen() {
    this.onActivate('[data-act=menu]', (_, button) => this.#menu(this.#idOf(button), button));
    this.onActivate('[data-act=grip]', (_, grip) => {
      if (!this.drag.wasDragged) this.keys.toggle(this.#idOf(grip), grip);
      this.drag.wasDragged = false;
    });
    this.onActivate('[data-tab]', ({ tab }) => this.bring(tab));
    for (const begun of ['pointerdown', 'keydown']) this.addEventListener(begun, () => (this.drag.wasDragged = false), true);
    this.addEventListener('keydown', (event) => this.keys.press(event));
    this.addEventListener('focusout', (event) => {
      if (this.keys.moved !== null && event.target.dataset.act === 'grip') this.keys.end();
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
    this.#front.follow(selection, wanted);
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

  #drawHead(panel) {
    const item = this.#items.get(panel.id);
    const moving = this.keys.moved === panel.id;
    item.classList.toggle('moving', moving);
    item.firstElementChild.setAttribute('aria-label', titleOf(panel));
    render(item.querySelector('.panel-head'), panelHead(panel, moving));
  }

  #drawTabs(stacked, panels) {
    const group = GROUPS[document.body.dataset.panel] ? document.body.dataset.panel : 'chart';
    const own = panels.filter(({ kind }) => KINDS[kind].group === group);
    const front = own.find((panel) => panel.id === this.#front.of(group)) ?? own[0];
    for (const [id, item] of this.#items) item.classList.toggle('front', stacked && id === front?.id);
    this.tabs.hidden = !stacked || own.length < 2;
    this.tabs.dataset.front = front?.id ?? '';
    if (stacked) this.#front.keep(group);
    if (this.tabs.hidden) return;
    render(this.tabs, tabList(own, front, GROUPS[group].title));
  }

  firstOf(kind) {
    return [...this.#items].find(([, item]) => item.dataset.kind === kind)?.[0];
  }

  /** Puts a panel where it can be seen, and the focus into it. */
  bring(id, focus = false) {
    const item = this.#items.get(id);
    if (!item) return;
    const { group } = KINDS[item.dataset.kind];
    this.#front.bring(group, id);
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
        run: () => this.keys.toggle(id, this.#items.get(id).querySelector('.grip')),
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
}
