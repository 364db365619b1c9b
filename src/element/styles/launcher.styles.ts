import {css} from '@lit/reactive-element/css-tag.js';

/**
 * The host has no box, so a page's styles for all elements cannot move, hide or clip its content. Inside `:host`,
 * `!important` wins over the page's styles. `all: initial` stops inherited styles of the page.
 */
export const launcherStyles = css`
  :host {
    display: none !important;
  }
  @media not print {
    :host(:not([hidden])) {
      display: contents !important;
    }
  }
  button {
    all: initial;
    color-scheme: inherit;
    box-sizing: border-box;
    position: fixed;
    z-index: var(--helpshift-chat-z-index);
    right: max(var(--helpshift-chat-offset-x), env(safe-area-inset-right));
    bottom: max(var(--helpshift-chat-offset-y), env(safe-area-inset-bottom));
    display: grid;
    place-items: center;
    width: 56px;
    height: 56px;
    /* Separates the launcher from a page of the same colour. */
    border: 2px solid var(--helpshift-chat-on-accent);
    border-radius: 50%;
    color: var(--helpshift-chat-on-accent);
    background: var(--_accent);
    box-shadow: 0 4px 16px #0004;
    cursor: pointer;
  }
  :host([position$='left']) button {
    right: auto;
    left: max(var(--helpshift-chat-offset-x), env(safe-area-inset-left));
  }
  :host([position^='top']) button {
    bottom: auto;
    top: max(var(--helpshift-chat-offset-y), env(safe-area-inset-top));
  }
  button:hover {
    box-shadow: 0 4px 20px #0007;
  }
  /* One light and one dark ring: one of them is visible on any page. */
  button:focus-visible {
    outline: 2px solid #fff;
    box-shadow: 0 0 0 5px #111;
  }
  /* Out of the page's flow also while it is empty: the host has no box of its own. */
  p {
    all: initial;
    position: fixed;
    z-index: var(--helpshift-chat-z-index);
    right: max(var(--helpshift-chat-offset-x), env(safe-area-inset-right));
    bottom: calc(max(var(--helpshift-chat-offset-y), env(safe-area-inset-bottom)) + 72px);
    width: 220px;
    padding: 12px 16px;
    border-radius: 12px;
    font: 14px/20px system-ui;
    color: #fff;
    background: #26282f;
    cursor: pointer;
  }
  :host([position$='left']) p {
    right: auto;
    left: max(var(--helpshift-chat-offset-x), env(safe-area-inset-left));
  }
  :host([position^='top']) p {
    bottom: auto;
    top: calc(max(var(--helpshift-chat-offset-y), env(safe-area-inset-top)) + 72px);
  }
  [hidden] {
    display: none;
  }
  [aria-busy='true'] {
    opacity: 0.7;
  }
  svg {
    width: 26px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  span {
    position: absolute;
    top: -4px;
    inset-inline-end: -4px;
    min-width: 10px;
    padding: 0 5px;
    /* Visible only in forced-colors mode. */
    border: 1px solid transparent;
    border-radius: 12px;
    font: 600 12px/20px system-ui;
    text-align: center;
    color: #fff;
    background: #c8102e;
  }
`;
