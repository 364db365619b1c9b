import {html} from 'lit/html.js';

export const closeIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6 6 18" /></svg>`;
export const sendIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M4 12 20 4l-5 16-4-7zM11 13l9-9" />
</svg>`;
