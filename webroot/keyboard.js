import { commands } from './model/commands.js';
import { commandFor, keyName } from './model/keys.js';

const TYPING = 'input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable]';
// What no field takes as text.
const NOT_TYPED = /^(Ctrl\+|(Shift\+)?F\d)/;
const WALKING = /^(Arrow|End$|Home$|Page)/;
// What these do with the arrows is theirs.
const OWN_ARROWS = '[role=listbox], [role=menu], [role=radiogroup], [role=slider], input, .panel:not([data-for=chart])';

/** Keys that work anywhere on the page, as model/commands.js lists them; a view that has handled a key has prevented its default. */
export function keyboard(root, store, send) {
  root.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.defaultPrevented || event.isComposing || root.querySelector('dialog[open]')) return;
    if (target.closest?.(TYPING) && !NOT_TYPED.test(keyName(event) ?? '')) return;
    if (WALKING.test(event.key) && target.closest?.(OWN_ARROWS)) return;
    // Whoever dictates would set off a command with every word.
    if (store.state.prefs.keys === 'off' && event.key.length === 1 && !event.ctrlKey && !event.metaKey) return;
    const command = commandFor(
      event,
      commands(store.state, () => false),
    );
    if (!command) return;
    event.preventDefault();
    send(command, target);
  });
}
