import {ContextConsumer} from '@lit/context';
import {LitElement} from 'lit';
import {FocusKeeper} from './focus-keeper.js';
import {inboxContext, type InboxContext} from './inbox-context.js';

/** A part of the inbox: it knows how to dispatch an action, and the texts. */
export class InboxPart extends LitElement {
  readonly #consumer = new ContextConsumer(this, {context: inboxContext, subscribe: true});

  constructor() {
    super();
    new FocusKeeper(this, () => this.focusFallback?.focus());
  }

  protected get inbox(): InboxContext {
    const {value} = this.#consumer;
    if (!value) throw new Error(`<${this.localName}> works inside <hs-inbox> only`);
    return value;
  }

  /** What gets the focus when an update removes the control that had it. */
  protected get focusFallback(): HTMLElement | null {
    return this.renderRoot.querySelector('h2');
  }
}
