/** The least that shows a launcher: a custom element with a button. */
class BareLauncher extends HTMLElement {
  connectedCallback(): void {
    const button = document.createElement('button');
    button.textContent = 'Open chat';
    this.attachShadow({mode: 'open'}).append(button);
  }
}

customElements.define('bare-launcher', BareLauncher);
