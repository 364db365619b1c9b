import {css} from '@lit/reactive-element/css-tag.js';

export const messageListStyles = css`
  :host {
    position: relative;
    /* Where it has no room, it must not cover what is below it. */
    overflow: hidden;
  }
  .scroller {
    box-sizing: border-box;
    height: 100%;
    overflow-y: auto;
    /* An opaque box is scrolled without painting it again. */
    background: var(--helpshift-chat-surface);
    /* The list keeps the reader's place itself, because not every browser does. */
    overflow-anchor: none;
    overscroll-behavior: contain;
    padding: 16px 20px 20px;
    outline-offset: -2px;
  }
  .greeting {
    margin-block-start: 12px;
    font-size: 22px;
    font-weight: 600;
    line-height: 1.3;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .note {
    margin-block: 16px 12px;
    text-align: center;
    font-size: 13px;
    color: var(--helpshift-chat-text-muted);
  }
  .day::first-letter {
    text-transform: uppercase;
  }
  .note:first-child {
    margin-block-start: 0;
  }
  .new {
    display: flex;
    align-items: center;
    gap: 10px;
    margin-block: 12px;
    font-weight: 600;
    color: var(--helpshift-chat-text);
  }
  .new::before,
  .new::after {
    content: '';
    flex: 1;
    border-block-start: 2px solid var(--_ring);
  }
  /* Until the rows are drawn where the reader begins. */
  .placing > * {
    visibility: hidden;
  }
  .group {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 3px;
    margin-block-end: 6px;
  }
  .group.user {
    align-items: flex-end;
  }
  .name,
  time,
  .delivery {
    padding-inline: 4px;
    font-size: 12px;
    line-height: 16px;
    color: var(--helpshift-chat-text-muted);
  }
  .message {
    box-sizing: border-box;
    max-width: 82%;
    padding: 8px 13px;
    /* Visible only in forced-colors mode. */
    border: 1px solid transparent;
    border-radius: var(--helpshift-chat-radius);
    background: var(--helpshift-chat-surface-agent);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .user .message {
    color: var(--helpshift-chat-on-accent);
    background: var(--_accent);
  }
  .agent .message:last-of-type {
    border-end-start-radius: 5px;
  }
  .user .message:last-of-type {
    border-end-end-radius: 5px;
  }
  a {
    color: inherit;
    outline-offset: 2px;
  }
  a:focus-visible {
    outline-color: currentColor;
  }
  time {
    opacity: 0;
  }
  /* Shown under the pointer, at a tap, and with the keyboard focus. Screen readers can always read it. */
  .scroller:focus-visible time,
  .group:hover time,
  .group:focus-within time {
    opacity: 1;
  }
  .failed {
    color: var(--helpshift-chat-danger);
  }
  .delivery + .message {
    margin-block-start: 6px;
  }
  .jump {
    position: absolute;
    bottom: 12px;
    left: 50%;
    transform: translateX(-50%);
    padding: 10px 16px;
    /* Separates it from a message of the same colour below it. */
    border: 2px solid var(--helpshift-chat-surface);
    border-radius: 22px;
    font-size: 14px;
    font-weight: 600;
    line-height: 20px;
    color: var(--helpshift-chat-on-accent);
    background: var(--_accent);
    box-shadow: 0 2px 10px #0003;
  }
  @media (max-height: 320px) {
    .scroller {
      padding-block: 4px;
    }
  }
`;
