/**
 * Runs in a page before anything else: `launcherAt` becomes the time, on the clock of `performance.now()`, at which a
 * custom element first shows a button. Seen by an observer, so to the microtask and not to the frame.
 */
globalThis.launcherAt = new Promise((resolve) => {
  /** @type {unknown} */
  const original = Reflect.get(Element.prototype, 'attachShadow');
  const attachShadow = /** @type {(this: Element, options: ShadowRootInit) => ShadowRoot} */ (original);

  /** @param {ShadowRootInit} options */
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    const observer = new MutationObserver(() => {
      if (!root.querySelector('button')?.checkVisibility()) return;
      observer.disconnect();
      resolve(performance.now());
    });
    observer.observe(root, {attributes: true, childList: true, subtree: true});
    return root;
  };
});
