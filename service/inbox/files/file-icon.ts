import {html, svg, type SVGTemplateResult, type TemplateResult} from 'lit';
import type {FileKind} from '../format/file-kind.js';

const SHEET = svg`<path d="M6 2.5h8l4 4v15H6z" /><path d="M14 2.5v4h4" />`;

/** What stands on the sheet. */
const MARKS: Readonly<Record<FileKind, SVGTemplateResult>> = {
  picture: svg`<path d="m8 18 3-4 2 2 1.5-2L16 18z" /><circle cx="9.5" cy="10.5" r="1" />`,
  pdf: svg`<path d="M8.5 17.5c4-2 4.5-6 3-8-1.5 4 1 6.5 4 6.5-2 0-5 0-7 1.500z" />`,
  text: svg`<path d="M9 11h6M9 14h6M9 17h4" />`,
  document: svg`<path d="M9 11h6M9 14h6M9 17h6" />`,
  spreadsheet: svg`<path d="M8.5 11h7v7h-7zM8.5 14.500h7M12 11v7" />`,
  presentation: svg`<path d="M8.5 11h7v4.500h-7zM12 15.500V18" />`,
  audio: svg`<path d="M10.5 17v-6l4-1v6" /><circle cx="9.5" cy="17" r="1" /><circle cx="13.5" cy="16" r="1" />`,
  video: svg`<path d="m10 11 5 3.25L10 17.500z" />`,
  archive: svg`<path d="M12 3v2M12 7v2M12 11v2M10.5 15h3v3h-3z" />`,
  other: svg``,
};

/** The icon of a kind of file. The kind is also said in words beside it. */
export function fileIcon(kind: FileKind): TemplateResult {
  return html`<svg class="file-icon" viewBox="0 0 24 24" aria-hidden="true">${SHEET}${MARKS[kind]}</svg>`;
}

/** An arrow that leads down to a line. */
export const DOWNLOAD_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 4v11M7 10.5 12 15.500l5-5M5 20h14" />
</svg>`;

/** A cross. */
export const CLOSE_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18" /></svg>`;
