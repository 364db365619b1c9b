/** Registers an element of the panel. A second copy of the script on the page must not throw. */
export function defineOnce(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
