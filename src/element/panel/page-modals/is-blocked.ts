/**
 * Whether something of the page keeps the user from this element: a modal dialog or a fullscreen element that does not
 * hold it, or `inert` around it. Not seen: a modal dialog in a closed shadow tree.
 */
export function isBlocked(element: Element): boolean {
  const {ownerDocument} = element;
  const around = new Set(selfAndAncestors(element));
  // A modal dialog in a shadow tree is found by the focus, which it takes when it opens.
  const aboveFocus = [...selfAndAncestors(focusedIn(ownerDocument))].filter((each) => each.matches(':modal'));
  const modals = [...ownerDocument.querySelectorAll(':modal'), ...aboveFocus];
  return modals.some((modal) => !around.has(modal)) || [...around].some((each) => each.matches('[inert]'));
}

/** From inside out, as they are drawn: slots and shadow trees included. */
function* selfAndAncestors(element: Element | null): Generator<Element> {
  for (let each = element; each; each = each.assignedSlot ?? each.parentElement ?? shadowHost(each)) yield each;
}

function shadowHost(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/** Through all open shadow trees. */
function focusedIn({activeElement}: Document): Element | null {
  let focused = activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}
