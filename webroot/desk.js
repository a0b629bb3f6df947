import { panelsById, placed, shown, withSettings } from './model/layout.js';
import { parseLayout } from './model/layoutfile.js';
import { movedBy, resizedBy, resizedTo, swapped, tidied } from './model/layoutmoves.js';
import { duplicated, hiddenAway, shownAgain, withPanel, without } from './model/layoutroom.js';
import { merged } from './model/elsewhere.js';
import * as layouts from './model/layouts.js';
import { layoutOfWord, viewWord } from './model/viewlink.js';
import { listsShown, readLists, takenIn } from './model/watchlists.js';

/** Where the layout of a link is kept, so that it never takes the place of one's own. */
export const SHARED = 'Shared view';

/**
 * The panels on the page and the layouts of this browser: the store's `layouts`, `layout` and `panels`, changed only here
 * (topics layout and panels) and kept in the browser after every change. What is kept carries a number that grows with each change, so that a tab
 * sees that another one was at it; which layout is shown is each tab's own.
 */
export class Desk {
  // Of panels that a phone adds for itself: they are in no layout, and remembered as long as the page is open.
  #loose = new Map();

  #base = null;
  #revision = 0;

  /** @param storage of all tabs {recall, keep}; `own` is that of this tab */
  constructor({ store, storage, own = NOWHERE, width }) {
    this.store = store;
    this.storage = storage;
    this.own = own;
    this.width = width;
    const kept = storage.recall();
    const read = layouts.readLayouts(kept, width());
    this.#base = kept ? read : null;
    this.#revision = revisionOf(kept);
    store.state.elsewhere = null;
    this.#set(layouts.chosen(read, own.recall()));
  }

  /** Another tab has kept something: what does not concern the layout shown here is taken over, the rest is for the user to decide. */
  elsewhere() {
    const kept = this.storage.recall();
    if (!kept || revisionOf(kept) === this.#revision) return;
    const theirs = layouts.readLayouts(kept, this.width());
    const { layouts: next, clash } = merged(this.#base, this.store.state.layouts, theirs);
    this.#base = theirs;
    this.#revision = revisionOf(kept);
    // Theirs as they are now, or no question any more because they have come to be as here.
    const still = this.store.state.elsewhere && theirs.saved[next.current];
    this.store.state.elsewhere = clash ?? (still && JSON.stringify(still) !== JSON.stringify(next.saved[next.current]) ? still : null);
    this.#set(next, 'layout', 'panels');
  }

  /** The user has decided: 'theirs', 'mine', or 'both', which keeps this one under a name of its own. */
  decide(which) {
    const theirs = this.store.state.elsewhere;
    if (!theirs) return;
    const { layouts: now } = this.store.state;
    const { current } = now;
    this.store.state.elsewhere = null;
    if (which === 'mine') return this.#change((same) => same);
    const replaced = { ...now, saved: { ...now.saved, [current]: theirs } };
    if (which === 'theirs') return this.#change(() => replaced);
    return this.#change(() => layouts.savedAs(replaced, current, layouts.current(now)));
  }

  get layout() {
    return this.store.state.layout;
  }

  settings({ panelId, ...change }) {
    const next = withSettings(this.layout, panelId, change);
    if (next === this.layout) {
      this.#loose.set(panelId, { id: panelId, settings: { ...this.#loose.get(panelId)?.settings, ...change } });
      return this.#set(this.store.state.layouts, 'panels');
    }
    this.#set(layouts.edited(this.store.state.layouts, next), 'panels');
    this.#keep();
  }

  /** Answers with the panel's id, so that it can be looked at. */
  add(kind, settings) {
    const { layout, id } = withPanel(this.layout, kind, settings);
    this.#edit(layout);
    return id;
  }

  duplicate(id) {
    const { layout, id: copy } = duplicated(this.layout, id);
    this.#edit(layout);
    return copy;
  }

  // An empty page would have no menu to get anything back with.
  #mayGo(id) {
    return shown(this.layout).some((panel) => panel.id !== id);
  }

  close(id) {
    if (this.#mayGo(id)) this.#edit(without(this.layout, id));
  }

  hide(id) {
    if (this.#mayGo(id)) this.#edit(hiddenAway(this.layout, id));
  }

  show(id) {
    this.#edit(shownAgain(this.layout, id));
  }

  place(positions) {
    this.#edit(placed(this.layout, positions));
  }

  /** A step with the arrow keys; false if there is no room for it. */
  step(id, { dx = 0, dy = 0, dw = 0, dh = 0 }) {
    const next = dw || dh ? resizedBy(this.layout, id, dw, dh) : movedBy(this.layout, id, dx, dy);
    if (next) this.#edit(next);
    return next !== null;
  }

  swap(id, other) {
    this.#edit(swapped(this.layout, id, other));
  }

  resize(id, size) {
    this.#edit(resizedTo(this.layout, id, size));
  }

  restore(layout) {
    this.#edit(layout);
  }

  tidy() {
    this.#edit(tidied(this.layout));
  }

  choose(name) {
    this.#change((now) => layouts.chosen(now, name));
  }

  saveAs(name) {
    this.#change((now) => layouts.savedAs(now, name));
  }

  rename(name, wish) {
    this.#change((now) => layouts.renamed(now, name, wish));
  }

  remove(name) {
    this.#change((now) => layouts.deleted(now, name));
  }

  reset(preset = null) {
    this.#change((now) => layouts.reset(now, preset, this.width()));
  }

  /** With the lists of symbols that came along; those that are here stay as they are. */
  import(text) {
    const { lists, names } = takenIn(this.#lists, parseLayout(text).lists);
    const next = layouts.imported(this.store.state.layouts, text, names);
    this.store.set('prefs', { lists });
    this.#change(() => next);
  }

  export() {
    return layouts.exported(this.store.state.layouts, listsShown(this.layout.panels, this.#lists));
  }

  get #lists() {
    return readLists(this.store.state.prefs.lists);
  }

  word() {
    return viewWord(this.layout);
  }

  /** Shows the layout of a link; a LayoutError if it is damaged. */
  openWord(word) {
    const layout = layoutOfWord(word);
    this.#change((now) => layouts.replaced(now, SHARED, layout));
  }

  #edit(layout) {
    if (layout !== this.layout) this.#change((now) => layouts.edited(now, layout));
  }

  #change(step) {
    const before = this.store.state.layouts.current;
    const next = step(this.store.state.layouts);
    // Another one is shown now, and the one that was asked about is as the other tab has it.
    const theirs = next.current === before ? null : this.store.state.elsewhere;
    if (theirs) this.store.state.elsewhere = null;
    this.#set(theirs && next.saved[before] ? { ...next, saved: { ...next.saved, [before]: theirs } } : next, 'layout', 'panels');
    this.#keep();
  }

  #set(next, ...topics) {
    const layout = layouts.current(next);
    Object.assign(this.store.state, { layouts: next, layout, panels: new Map([...this.#loose, ...panelsById(layout)]) });
    if (topics.length) this.store.changed(...topics);
  }

  #keep() {
    // The browser tells of another tab's change a little later than it is made.
    this.elsewhere();
    const { layouts: now, elsewhere } = this.store.state;
    this.own.keep(now.current);
    const saved = elsewhere ? { ...now.saved, [now.current]: elsewhere } : now.saved;
    this.#base = { current: now.current, saved };
    this.#revision += 1;
    this.storage.keep({ revision: this.#revision, current: now.current, saved });
  }
}

/** @type {{ recall: () => any, keep: (value: any) => void }} */
const NOWHERE = { recall: () => null, keep: () => {} };
const revisionOf = (kept) => (Number.isInteger(kept?.revision) ? kept.revision : 0);
