import {ContextConsumer} from '@lit/context';
import {LitElement} from 'lit';
import {inboxContext, type InboxContext} from './inbox-context.js';

/** A part of the inbox: it knows the way to ask for something, and the words. */
export class InboxPart extends LitElement {
  readonly #consumer = new ContextConsumer(this, {context: inboxContext});

  protected get inbox(): InboxContext {
    const {value} = this.#consumer;
    if (!value) throw new Error(`<${this.localName}> works inside <hs-inbox> only`);
    return value;
  }
}
