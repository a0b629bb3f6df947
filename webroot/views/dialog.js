import { html, render } from '../html.js';
import { View } from './view.js';

/** A modal dialog: the browser keeps the focus in it, Escape or a click beside it closes it, and the focus goes back after that. */
export class Dialog extends View {
  static title = '';

  built() {
    const { title } = /** @type {typeof Dialog} */ (this.constructor);
    render(
      this,
      html`<dialog class="sheet" aria-label="${title}">
        <div class="dialog-head">
          <h2>${title}</h2>
          <button type="button" class="tool" data-act="close-dialog" aria-label="Close"><span aria-hidden="true">×</span></button>
        </div>
        <div class="dialog-body"></div>
      </dialog>`,
    );
    this.dialog = this.querySelector('dialog');
    this.body = this.querySelector('.dialog-body');
    this.onActivate('[data-act=close-dialog]', () => this.close());
    this.dialog.addEventListener('mousedown', (event) => {
      if (event.target === this.dialog && !inside(event, this.dialog)) this.close();
    });
    this.dialog.addEventListener('close', () => this.closed?.());
  }

  get isOpen() {
    return this.dialog.open;
  }

  open() {
    if (this.isOpen) return;
    // Only what is drawn can get the focus.
    this.fill(this.store.state);
    this.dialog.showModal();
  }

  close() {
    this.dialog.close();
  }

  draw(state) {
    if (this.isOpen) this.fill(state);
  }
}

function inside({ clientX, clientY }, element) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}
