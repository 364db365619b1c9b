import {css} from '@lit/reactive-element/css-tag.js';

export const composerStyles = css`
  .composer {
    display: grid;
    grid-template-columns: auto 1fr auto;
    align-items: end;
    padding: 12px;
    border-top: 1px solid var(--helpshift-chat-border);
  }
  textarea {
    grid-column: 2;
    box-sizing: border-box;
    width: 100%;
    min-height: 44px;
    max-height: min(148px, 36dvh);
    margin: 0;
    padding: 11px 16px;
    border: 1px solid var(--helpshift-chat-text-muted);
    border-radius: 22px;
    font: inherit;
    /* Under 16 px, iOS zooms the page when the field is focused. */
    font-size: 16px;
    line-height: 20px;
    color: inherit;
    background: var(--helpshift-chat-surface-agent);
    resize: none;
  }
  textarea::placeholder {
    color: var(--helpshift-chat-text-muted);
    opacity: 1;
  }
  textarea:focus {
    outline-offset: -1px;
  }
  button {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
    color: var(--helpshift-chat-on-accent);
    background: var(--_accent);
    outline-offset: 2px;
  }
  .attach {
    margin-inline-end: 4px;
    color: var(--helpshift-chat-text-muted);
    background: none;
    outline-offset: -2px;
  }
  .attach:hover {
    color: var(--helpshift-chat-text);
    background: var(--helpshift-chat-surface-agent);
  }
  textarea + button {
    margin-inline-start: 8px;
  }
  button:disabled {
    color: var(--helpshift-chat-text-muted);
    background: var(--helpshift-chat-surface-agent);
    cursor: default;
  }
  :dir(rtl) > svg {
    transform: scaleX(-1);
  }
  p {
    grid-column: 1 / -1;
    font-size: 13px;
    color: var(--helpshift-chat-danger);
  }
  .effect {
    color: var(--helpshift-chat-text-muted);
  }
  .effect:not(:empty) {
    margin: 0 4px 8px;
  }
  /* Stays in the page while it is empty, so that a screen reader announces its new text. */
  p:not(:empty) {
    margin: 8px 4px 0;
  }
  @media (max-height: 320px) {
    .composer {
      padding-block: 4px;
    }
  }
`;
