import {css} from '@lit/reactive-element/css-tag.js';

export const panelStyles = css`
  :host {
    /* Stops the page's inherited styles for text, pointer and selection. */
    all: initial;
    display: contents;
    color-scheme: inherit;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    -webkit-user-select: text;
    user-select: text;
    font: 400 15px/1.45 var(--helpshift-chat-font);
    color: var(--helpshift-chat-text);
  }
  dialog {
    position: fixed;
    z-index: var(--helpshift-chat-z-index);
    inset: auto;
    box-sizing: border-box;
    max-width: none;
    max-height: none;
    margin: 0;
    padding: 0;
    font: inherit;
    color: inherit;
    right: max(var(--helpshift-chat-offset-x), env(safe-area-inset-right));
    bottom: calc(max(var(--helpshift-chat-offset-y), env(safe-area-inset-bottom)) + 72px);
    width: min(var(--helpshift-chat-panel-width), 100vw - 2 * var(--helpshift-chat-offset-x));
    height: min(var(--helpshift-chat-panel-height), 100dvh - 92px - var(--helpshift-chat-offset-y));
    overflow: hidden;
    background: var(--helpshift-chat-surface);
    border: 1px solid var(--helpshift-chat-border);
    border-radius: var(--helpshift-chat-radius);
    box-shadow:
      0 2px 6px #0000001a,
      0 16px 48px #0000002e;
    animation: appear 0.16s ease-out;
  }
  @keyframes appear {
    from {
      opacity: 0;
      transform: translateY(12px) scale(0.98);
    }
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog:focus {
    outline: none;
  }
  dialog.full {
    inset: var(--_viewport-top, 0) 0 auto;
    width: auto;
    height: var(--_viewport-height, 100dvh);
    border: 0;
    border-radius: 0;
    padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
  }
  .header {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-block: 10px;
    padding-inline: 20px 10px;
    border-bottom: 1px solid var(--helpshift-chat-border);
  }
  .heading {
    flex: 1;
  }
  h2 {
    font-size: 17px;
    font-weight: 650;
    line-height: 1.3;
  }
  button {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
    color: var(--helpshift-chat-text-muted);
    outline-offset: -2px;
  }
  button:hover {
    color: var(--helpshift-chat-text);
    background: var(--helpshift-chat-surface-agent);
  }
  .drop {
    position: absolute;
    inset: 8px;
    display: grid;
    place-items: center;
    padding: 24px;
    border: 2px dashed var(--_ring);
    border-radius: var(--helpshift-chat-radius);
    font-size: 17px;
    font-weight: 600;
    text-align: center;
    background: var(--helpshift-chat-surface);
    opacity: 0.94;
    /* What is dragged stays over the element below it. */
    pointer-events: none;
  }
  hs-message-list {
    flex: 1;
    min-height: 0;
  }
  /* Stays in the page while it is empty, so that a screen reader announces its new text. */
  .offline:not(:empty) {
    padding: 8px 20px;
    font-size: 13px;
    color: var(--helpshift-chat-text-muted);
    background: var(--helpshift-chat-surface-agent);
  }
  .error,
  .loading {
    flex: 1;
    display: flex;
    flex-direction: column;
    justify-content: center;
    gap: 8px;
    padding: 32px;
    text-align: center;
    text-wrap: balance;
  }
  h3 {
    font-size: 17px;
  }
  .error p {
    color: var(--helpshift-chat-text-muted);
  }
  .loading:not(.error) {
    justify-content: flex-end;
    gap: 12px;
    padding: 20px;
  }
  .retry {
    width: auto;
    margin: 0 20px 20px;
    font-weight: 600;
    border: 1px solid var(--helpshift-chat-text-muted);
    border-radius: 22px;
    color: var(--helpshift-chat-text);
  }
  .loading i {
    width: 62%;
    height: 40px;
    border-radius: var(--helpshift-chat-radius);
    background: var(--helpshift-chat-surface-agent);
    animation: breathe 1.2s ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.45;
    }
  }
  /* A page at 400 % zoom: the messages need the room. */
  @media (max-height: 320px) {
    .header {
      padding-block: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    dialog,
    .loading i {
      animation: none;
    }
  }
`;
