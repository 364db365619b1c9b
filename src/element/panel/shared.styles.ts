import {css} from '@lit/reactive-element/css-tag.js';

/** The common styles of all elements of the panel. */
export const sharedStyles = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  /* Includes form, because forms have a margin on a page without a doctype. */
  h2,
  h3,
  p,
  form {
    margin: 0;
  }
  button {
    all: unset;
    box-sizing: border-box;
    /* Visible only in forced-colors mode. */
    border: 1px solid transparent;
    cursor: pointer;
  }
  /* In a line of small text. Its target is larger than what is seen of it. */
  .inline {
    border: 0;
    padding: 14px 12px;
    margin-block: -14px;
    margin-inline: -6px -12px;
    text-decoration: underline;
    outline-offset: -11px;
  }
  :focus-visible {
    outline: 2px solid var(--_ring);
  }
  svg {
    width: 22px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
