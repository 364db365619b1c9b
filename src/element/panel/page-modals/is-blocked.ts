/**
 * Whether the page makes this element unusable: by a modal dialog or fullscreen element that does not contain it, or by
 * `inert` on an ancestor. A modal dialog in a closed shadow tree is not found.
 */
export function isBlocked(element: Element): boolean {
  const {ownerDocument} = element;
  const around = new Set(selfAndAncestors(element));
  // A modal dialog takes the focus when it opens, so the focus leads to a modal dialog in a shadow tree.
  const aboveFocus = [...selfAndAncestors(focusedIn(ownerDocument))].filter((each) => each.matches(':modal'));
  const modals = [...ownerDocument.querySelectorAll(':modal'), ...aboveFocus];
  return modals.some((modal) => !around.has(modal)) || [...around].some((each) => each.matches('[inert]'));
}

/** The element and its ancestors in the flat tree: through slots and shadow trees. */
function* selfAndAncestors(element: Element | null): Generator<Element> {
  for (let each = element; each; each = each.assignedSlot ?? each.parentElement ?? shadowHost(each)) yield each;
}

function shadowHost(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/** The focused element, also in open shadow trees. */
function focusedIn({activeElement}: Document): Element | null {
  let focused = activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}
