import {css} from '@lit/reactive-element/css-tag.js';

export const contactFormStyles = css`
  :host {
    /* In a low window the header and the newest of the messages stay in sight. */
    box-sizing: border-box;
    max-height: calc(100% - 128px);
    border-top: 1px solid var(--helpshift-chat-border);
    overflow: auto;
    /* Room for the focus ring. */
    scroll-padding-block: 8px;
  }
  .form {
    display: grid;
    gap: 12px;
    padding: 16px 20px 20px;
  }
  label {
    font-size: 14px;
  }
  input {
    box-sizing: border-box;
    width: 100%;
    height: 44px;
    margin-block-start: 4px;
    padding: 0 14px;
    border: 1px solid var(--helpshift-chat-text-muted);
    border-radius: 12px;
    font: inherit;
    /* Under 16 px, iOS zooms the page when the field is focused. */
    font-size: 16px;
    color: inherit;
    background: var(--helpshift-chat-surface-agent);
    outline-offset: -1px;
  }
  [aria-invalid='true'] {
    border-color: var(--helpshift-chat-danger);
  }
  p {
    font-size: 13px;
    color: var(--helpshift-chat-danger);
  }
  /* Stays in the page while it is empty, so that a screen reader announces its new text. */
  p:not(:empty) {
    margin-block-start: 4px;
  }
  button {
    display: grid;
    place-items: center;
    min-height: 44px;
    padding: 0 20px;
    border-radius: 22px;
    font-weight: 600;
    color: var(--helpshift-chat-on-accent);
    background: var(--_accent);
    outline-offset: 2px;
  }
`;
