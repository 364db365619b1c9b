import type {CSSResult} from '@lit/reactive-element/css-tag.js';

/**
 * Adds styles to the shadow tree of an element, and creates the tree if there is none. A style sheet works only in its
 * own document, so an element needs new ones after a move into another document, for example a frame's.
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
    // A document without a window, for example a template's, draws nothing.
    if (defaultView && sheet) root.adoptedStyleSheets.push(sheet);
  }
  return root;
}
