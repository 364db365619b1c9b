/** Registers an element of the panel, unless a second copy of the script has registered it already. */
export function defineOnce(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
