import type {CSSResult} from '@lit/reactive-element/css-tag.js';

/**
 * Adds styles to the shadow tree of an element, which it gets if it has none. A style sheet works only in the document
 * that it was made in, and is gone when the element moves to another one, as a frame's: there it needs new ones.
 */
export function adoptStyles(element: Element, styles: readonly CSSResult[]): ShadowRoot {
  const root = element.shadowRoot ?? element.attachShadow({mode: 'open'});
  const {defaultView} = element.ownerDocument;
  for (const style of styles) {
    let sheet = style.styleSheet;
    if (defaultView && defaultView !== window) {
      sheet = new defaultView.CSSStyleSheet();
      // eslint-disable-next-line no-restricted-properties -- of a style, not of an element
      sheet.replaceSync(style.cssText);
    }
    // A document without a window, as a template's, draws nothing.
    if (defaultView && sheet) root.adoptedStyleSheets.push(sheet);
  }
  return root;
}
