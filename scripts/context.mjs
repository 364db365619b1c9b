/**
 * Stands for the controllers of `@lit/context` in our own bundle: a provider that is there before its consumers, and consumers
 * that subscribe. A third of the bytes.
 */

/**
 * @typedef {Event & {context: unknown, callback: Callback}} ContextRequest
 * @typedef {(value: unknown, unsubscribe?: () => void) => void} Callback
 * @typedef {HTMLElement & {addController(controller: object): void, requestUpdate(): void}} Host
 */

export class ContextProvider {
  /** @type {Set<Callback>} */
  #callbacks = new Set();

  /**
   * @param {HTMLElement} host
   * @param {{context: unknown, initialValue?: unknown}} options
   */
  constructor(host, {context, initialValue}) {
    this.value = initialValue;
    host.addEventListener('context-request', (event) => {
      const request = /** @type {ContextRequest} */ (event);
      if (request.context !== context) return;
      request.stopPropagation();
      this.#callbacks.add(request.callback);
      this.#tell(request.callback);
    });
  }

  /** @param {unknown} value */
  setValue(value) {
    this.value = value;
    this.#callbacks.forEach(this.#tell, this);
  }

  /** @param {Callback} callback */
  #tell(callback) {
    callback(this.value, () => this.#callbacks.delete(callback));
  }
}

export class ContextConsumer {
  #host;
  #context;
  /** @type {(() => void) | undefined} */
  #unsubscribe;

  /**
   * @param {Host} host
   * @param {{context: unknown}} options
   */
  constructor(host, {context}) {
    this.#host = host;
    this.#context = context;
    host.addController(this);
  }

  hostConnected() {
    const contextTarget = this.#host;
    const request = {
      context: this.#context,
      contextTarget,
      subscribe: true,
      /** @type {Callback} */
      callback: (value, unsubscribe) => {
        this.value = value;
        this.#unsubscribe = unsubscribe;
        contextTarget.requestUpdate();
      },
    };
    contextTarget.dispatchEvent(Object.assign(new Event('context-request', {bubbles: true, composed: true}), request));
  }

  hostDisconnected() {
    this.#unsubscribe?.();
  }
}
