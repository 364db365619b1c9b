import {css} from '@lit/reactive-element/css-tag.js';

export const previewStyles = css`
  :host {
    /* Stops the page's inherited styles for text and pointer. */
    all: initial;
    display: contents;
    color-scheme: inherit;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    font: 400 15px/1.4 var(--helpshift-chat-font);
    color: var(--helpshift-chat-text);
  }
  div {
    position: fixed;
    z-index: var(--helpshift-chat-z-index);
    right: max(var(--helpshift-chat-offset-x), env(safe-area-inset-right));
    /* As the panel: above the launcher. */
    bottom: calc(max(var(--helpshift-chat-offset-y), env(safe-area-inset-bottom)) + 72px);
    box-sizing: border-box;
    width: max-content;
    min-width: 180px;
    max-width: min(300px, 100vw - 2 * var(--helpshift-chat-offset-x));
    overflow: hidden;
    background: var(--helpshift-chat-surface);
    border: 1px solid var(--helpshift-chat-border);
    border-radius: var(--helpshift-chat-radius);
    box-shadow:
      0 2px 6px #0000001a,
      0 8px 28px #0000002e;
    animation: appear 0.16s ease-out;
  }
  @keyframes appear {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
  button {
    outline-offset: -3px;
  }
  .open {
    display: block;
    width: 100%;
    padding-block: 11px 13px;
    padding-inline: 16px;
    border: 0;
    border-radius: var(--helpshift-chat-radius);
  }
  .open:hover {
    background: var(--helpshift-chat-surface-agent);
  }
  .name {
    display: block;
    /* Leaves room for the close button. */
    padding-inline-end: 32px;
    overflow: hidden;
    font-size: 13px;
    font-weight: 600;
    line-height: 20px;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--helpshift-chat-text-muted);
  }
  .text {
    display: -webkit-box;
    margin-block-start: 2px;
    overflow: hidden;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }
  .close {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: 0;
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: var(--helpshift-chat-radius);
    color: var(--helpshift-chat-text-muted);
  }
  .close:hover {
    color: var(--helpshift-chat-text);
  }
  .close svg {
    width: 16px;
  }
  /* A page at 400 % zoom. */
  @media (max-height: 200px) {
    .text {
      -webkit-line-clamp: 1;
      line-clamp: 1;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    div {
      animation: none;
    }
  }
`;
