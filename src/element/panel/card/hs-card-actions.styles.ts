import {css} from '@lit/reactive-element/css-tag.js';

export const cardActionsStyles = css`
  :host {
    display: grid;
    gap: 6px;
    max-width: 82%;
    min-width: 50%;
  }
  a {
    display: grid;
    place-items: center;
    min-height: 44px;
    box-sizing: border-box;
    padding: 8px 16px;
    border: 1px solid var(--_ring);
    border-radius: var(--helpshift-chat-radius);
    font-weight: 600;
    text-align: center;
    text-decoration: none;
    text-wrap: balance;
    overflow-wrap: anywhere;
    color: var(--helpshift-chat-text);
    outline-offset: 2px;
  }
  a:hover {
    background: var(--helpshift-chat-surface-agent);
  }
`;
