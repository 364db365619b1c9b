/**
 * Runs in a page before its own scripts. `launcherAt` becomes the time, by `performance.now()`, when a custom element
 * first shows a button. A mutation observer sees it, so the time is exact to the microtask, not to the frame.
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
