import { html, render } from '../html.js';
import { Dialog } from './dialog.js';

/** Asks for a name or a yes, or tells what went wrong. */
export class Ask extends Dialog {
  static title = 'Question';
  #question = null;
  #answer = null;

  /** The name; null if the question was closed. */
  name({ title, label, value = '', action = 'Save', longest = 40 }) {
    return this.#ask({ title, label, value, action, longest });
  }

  /** Whether it was answered with yes. */
  async sure({ title, text, action }) {
    return (await this.#ask({ title, text, action })) !== null;
  }

  tell({ title, text }) {
    return this.#ask({ title, text, action: null });
  }

  #ask(question) {
    this.#question = question;
    this.dialog.setAttribute('aria-label', question.title);
    this.querySelector('h2').textContent = question.title;
    this.open();
    const input = this.querySelector('input');
    if (input) {
      input.value = question.value;
      input.select();
    } else this.querySelector('.primary').focus();
    return new Promise((answer) => (this.#answer = answer));
  }

  closed() {
    this.#answer?.(null);
    this.#answer = null;
  }

  built() {
    super.built();
    this.addEventListener('submit', (event) => {
      event.preventDefault();
      const answer = this.#answer;
      this.#answer = null;
      const value = this.querySelector('input')?.value.trim() ?? '';
      this.close();
      answer?.(this.#question.action === null ? null : value || (this.#question.label ? null : 'yes'));
    });
  }

  fill() {
    const { label, text, action, longest = 40 } = this.#question;
    render(
      this.body,
      html`<form class="ask">
        ${text && html`<p data-testid="ask-text">${text}</p>`}
        ${label && html`<label>${label}<input type="text" maxlength="${longest}" autocomplete="off" data-testid="ask-name" /></label>`}
        <div class="buttons">
          ${action && html`<button type="button" class="button" data-act="close-dialog">Cancel</button>`}
          <button type="submit" class="button primary" data-testid="ask-ok">${action ?? 'Close'}</button>
        </div>
      </form>`,
    );
  }
}
