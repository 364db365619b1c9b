import {svg} from 'lit';
import {html} from 'lit';

const icon = (path: ReturnType<typeof svg>) => html`<svg viewBox="0 0 24 24" aria-hidden="true">${path}</svg>`;

export const closeIcon = icon(svg`<path d="M6 6l12 12M18 6 6 18" />`);
export const sendIcon = icon(svg`<path d="M4 12 20 4l-5 16-4-7zM11 13l9-9" />`);
