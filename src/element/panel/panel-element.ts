import {ContextConsumer} from '@lit/context';
import type {CSSResult} from '@lit/reactive-element/css-tag.js';
import type {ReactiveController, ReactiveControllerHost} from '@lit/reactive-element/reactive-controller.js';
import {render} from 'lit/html.js';
import {AttributeElement} from '../attribute-element.js';
import type {ChatModel} from '../chat-model.js';
import {type ChatActions, chatContext} from '../contexts.js';
import {panelEnglish} from '../i18n/panel-en.js';
import type {PanelStrings} from '../i18n/strings.js';
import {adoptStyles} from '../styles/adopt-styles.js';

/**
 * The base of the panel's elements: draws a lit template again after each request. It stands in for lit's `LitElement`, and
 * shares the base of the element itself. It keeps its styles when the chat moves into another document.
 */
export abstract class PanelElement extends AttributeElement {
  static styles: readonly CSSResult[] = [];

  readonly renderRoot = this.#adoptStyles();
  readonly #controllers: ReactiveController[] = [];

  addController(controller: ReactiveController): void {
    this.#controllers.push(controller);
  }

  override connectedCallback(): void {
    for (const controller of this.#controllers) controller.hostConnected?.();
    super.connectedCallback();
  }

  disconnectedCallback(): void {
    for (const controller of this.#controllers) controller.hostDisconnected?.();
  }

  adoptedCallback(): void {
    this.#adoptStyles();
  }

  protected override update(): void {
    this.willUpdate();
    render(this.render(), this.renderRoot, {host: this});
    this.updated();
  }

  /** Prepares what `render` needs. */
  protected willUpdate(): void {}

  /** Does what needs the new content. */
  protected updated(): void {}

  #adoptStyles(): ShadowRoot {
    return adoptStyles(this, (this.constructor as typeof PanelElement).styles);
  }

  /** What the element shows. */
  protected abstract render(): unknown;
}

/** The name of the chat: the app's own, or one in the page's language. */
export function titleOf({settings, language}: ChatModel): string {
  return settings?.title || (language?.strings ?? panelEnglish).title;
}

/** A part of the panel: takes the model and the actions from the panel around it, and is drawn again when the model changes. */
export abstract class PanelPart extends PanelElement {
  readonly #context = new ContextConsumer(this as unknown as ReactiveControllerHost & HTMLElement, {
    context: chatContext,
    subscribe: true,
  });

  get model(): ChatModel {
    return this.#provided.model;
  }

  get actions(): ChatActions {
    return this.#provided.actions;
  }

  get strings(): PanelStrings {
    return this.model.language?.strings ?? panelEnglish;
  }

  /** For dates: the wanted language with its region, as `de-AT`. */
  get locale(): string {
    return this.model.language?.locale ?? this.strings.locale;
  }

  get #provided() {
    const {value} = this.#context;
    if (!value) throw new Error(`<${this.localName}> works inside <hs-panel> only`);
    return value;
  }
}
