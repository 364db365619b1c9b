import {html} from 'lit/html.js';

export const closeIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6 6 18" /></svg>`;
export const attachIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 5 5l-8.5 8.5a1.7 1.7 0 0 1-2.5-2.5L15 7" />
</svg>`;
export const sendIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M4 12 20 4l-5 16-4-7zM11 13l9-9" />
</svg>`;
