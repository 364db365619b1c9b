import type {CSSResult} from '@lit/reactive-element/css-tag.js';

/** A style sheet works only in the document that it was made in: another one, as a frame's, gets one of its own. */
export function styleSheetFor(document: Document, style: CSSResult): CSSStyleSheet | undefined {
  const {defaultView} = document;
  if (!defaultView || defaultView === window) return style.styleSheet;
  const sheet = new defaultView.CSSStyleSheet();
  // eslint-disable-next-line no-restricted-properties -- of a style, not of an element
  sheet.replaceSync(style.cssText);
  return sheet;
}

/** Gives an element a shadow tree with its styles, and gives it those again in whatever document it is now. */
export function adoptStyles(element: Element, styles: readonly CSSResult[]): ShadowRoot {
  const root = element.shadowRoot ?? element.attachShadow({mode: 'open'});
  root.adoptedStyleSheets = styles.flatMap((style) => styleSheetFor(element.ownerDocument, style) ?? []);
  return root;
}
