import type {CSSResult} from '@lit/reactive-element/css-tag.js';
import {render} from 'lit/html.js';
import {AttributeElement} from '../attribute-element.js';
import {adoptStyles} from '../styles/adopt-styles.js';

/** The properties that have changed since the last update, with the values that they had. */
export type ChangedProperties = ReadonlyMap<string, unknown>;

/**
 * The base of the panel's elements: draws a lit template again when a property has changed. It stands in for lit's
 * `LitElement`, and shares the base of the element itself. It keeps its styles when the chat moves into another document.
 */
export abstract class PanelElement extends AttributeElement {
  static styles: readonly CSSResult[] = [];

  // Only properties are set, by the panel.
  static override get observedAttributes(): string[] {
    return [];
  }

  readonly renderRoot = this.#adoptStyles();
  #changed = new Map<string, unknown>();

  adoptedCallback(): void {
    this.#adoptStyles();
  }

  protected override propertyChanged(name: string, before: unknown): void {
    if (!this.#changed.has(name)) this.#changed.set(name, before);
  }

  protected override update(): void {
    const changed = this.#changed;
    this.#changed = new Map();
    this.willUpdate(changed);
    render(this.render(), this.renderRoot, {host: this});
    this.updated(changed);
  }

  /** Prepares what `render` needs. */
  protected willUpdate(_changed: ChangedProperties): void {}

  /** What the element shows. */
  protected abstract render(): unknown;

  /** Does what needs the new content. */
  protected updated(_changed: ChangedProperties): void {}

  #adoptStyles(): ShadowRoot {
    return adoptStyles(this, (this.constructor as typeof PanelElement).styles);
  }
}
