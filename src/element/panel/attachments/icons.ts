import {html} from 'lit/html.js';

export const fileIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M14 3H6v18h12V7zM14 3v4h4" />
</svg>`;
export const downloadIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 4v11m-5-5 5 5 5-5M5 20h14" />
</svg>`;
