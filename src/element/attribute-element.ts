/** A property of an element. An attribute sets it as well: `user-id` for `userId`. */
export interface PropertyDeclaration {
  /**
   * How the property is read. `switch`: true or false, and the text "false" is false, because frameworks write it. `text`:
   * anything but a text is `undefined`. By default the value stays as it was given.
   */
  readonly type?: 'switch' | 'text';
  /** Whether the attribute follows the property. */
  readonly reflect?: boolean;
}

/** By the property's name. */
export type PropertyDeclarations = Readonly<Record<string, PropertyDeclaration>>;

type Properties = Record<string, unknown>;

// On a server there is no DOM, and the class is loaded all the same.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * A custom element with properties that attributes set, too. A page may set them before it defines the element. All
 * changes of one task lead to one update. It stands in for lit's `ReactiveElement`, which is larger than the rest of a launcher.
 */
export abstract class AttributeElement extends Base {
  static properties: PropertyDeclarations = {};

  static get observedAttributes(): string[] {
    return Object.keys(this.properties).map(attributeOf);
  }

  /** To be called once by each subclass, in a static block after its `properties`. */
  protected static defineProperties(): void {
    for (const name of Object.keys(this.properties)) {
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        enumerable: true,
        get(this: AttributeElement) {
          return this.#get(name);
        },
        set(this: AttributeElement, value: unknown) {
          delete this.#earlyValues[name];
          this.#set(name, value);
        },
      });
    }
  }

  readonly #values: Properties = {};
  /** What a page set before this class was known: those are properties of the object, which hide the accessors. */
  readonly #earlyValues: Properties = {};
  #hasBeenConnected = false;
  #update: Promise<boolean> | undefined;

  constructor() {
    super();
    const own = this as unknown as Properties;
    for (const name of Object.keys(this.#properties)) {
      if (!Object.hasOwn(own, name)) continue;
      this.#earlyValues[name] = own[name];
      delete own[name];
    }
  }

  /** Resolves to true when what has been set so far is drawn. */
  get updateComplete(): Promise<boolean> {
    return this.#update ?? Promise.resolve(true);
  }

  get #properties(): PropertyDeclarations {
    return (this.constructor as typeof AttributeElement).properties;
  }

  connectedCallback(): void {
    this.#hasBeenConnected = true;
    // Only now: the attributes that the element had when it was defined must not replace them.
    Object.assign(this, this.#earlyValues);
    this.requestUpdate();
  }

  attributeChangedCallback(changed: string, _before: string | null, text: string | null): void {
    for (const [name, {type}] of Object.entries(this.#properties)) {
      if (attributeOf(name) === changed) this.#set(name, type === 'switch' ? text !== null && text !== 'false' : text);
    }
  }

  /** Calls `update` soon, once for all requests until then. Until the element is in a document there is nothing to draw. */
  requestUpdate(): void {
    if (this.#hasBeenConnected) this.#update ??= this.#updateSoon();
  }

  /** Called at each change of a property, before the update that follows. */
  protected propertyChanged(_name: string, _before: unknown): void {}

  /** Draws what has changed. */
  protected abstract update(): void;

  #get(name: string): unknown {
    const value = this.#values[name];
    const type = this.#properties[name]?.type;
    if (type === 'switch') return !!value && value !== 'false';
    return type === 'text' && typeof value !== 'string' ? undefined : value;
  }

  #set(name: string, value: unknown): void {
    const before = this.#values[name];
    if (Object.is(before, value)) return;
    this.#values[name] = value;
    this.propertyChanged(name, before);
    if (this.#properties[name]?.reflect) {
      const attribute = attributeOf(name);
      const text = this.#get(name);
      if (typeof text === 'string') this.setAttribute(attribute, text);
      else this.removeAttribute(attribute);
    }
    this.requestUpdate();
  }

  async #updateSoon(): Promise<boolean> {
    await Promise.resolve();
    this.#update = undefined;
    this.update();
    return true;
  }
}

/** The name of the attribute of a property. */
function attributeOf(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
