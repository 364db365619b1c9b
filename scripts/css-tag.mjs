/**
 * Stands for `@lit/reactive-element/css-tag.js` in our own bundle: the same exports, for browsers that all have
 * constructable style sheets, and literals without expressions. A third of the bytes.
 */

export const supportsAdoptingStyleSheets = true;

/** One style sheet, made when it is first adopted and shared by all elements that adopt it. */
export class CSSResult {
  /** @type {CSSStyleSheet | undefined} */
  #sheet;

  /** @param {string} cssText */
  constructor(cssText) {
    this.cssText = cssText;
  }

  get styleSheet() {
    if (!this.#sheet) (this.#sheet = new CSSStyleSheet()).replaceSync(this.cssText);
    return this.#sheet;
  }
}

/** @param {TemplateStringsArray} strings */
export const css = ([text = '']) => new CSSResult(text);

/** @param {string} text */
export const unsafeCSS = (text) => new CSSResult(text);

/** @param {CSSResult} style */
export const getCompatibleStyle = (style) => style;

/**
 * @param {ShadowRoot} root
 * @param {CSSResult[]} styles
 */
export const adoptStyles = (root, styles) => {
  root.adoptedStyleSheets = styles.map(({styleSheet}) => styleSheet);
};
