import {css} from '@lit/reactive-element/css-tag.js';

export const waitingFilesStyles = css`
  ul {
    display: grid;
    gap: 14px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    justify-items: end;
    gap: 4px;
    margin-inline-start: auto;
    max-width: 82%;
    min-width: 0;
  }
  hs-attachment {
    max-width: 100%;
  }
  progress {
    box-sizing: border-box;
    width: 100%;
    height: 6px;
    border: 0;
    border-radius: 3px;
    overflow: hidden;
    appearance: none;
    background: var(--helpshift-chat-border);
  }
  progress::-webkit-progress-bar {
    background: var(--helpshift-chat-border);
  }
  progress::-webkit-progress-value {
    background: var(--_ring);
  }
  progress::-moz-progress-bar {
    background: var(--_ring);
  }
  .state {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: flex-end;
    gap: 4px 12px;
    padding-inline: 4px;
    font-size: 12px;
    line-height: 16px;
    text-align: end;
    text-wrap: balance;
    color: var(--helpshift-chat-text-muted);
  }
  .failed {
    color: var(--helpshift-chat-danger);
  }
  /* What the user can do stands below the reason. */
  .failed span,
  .missing span {
    flex-basis: 100%;
  }
  button {
    color: var(--helpshift-chat-text);
  }
  @media (forced-colors: active) {
    progress {
      border: 1px solid CanvasText;
      --_ring: Highlight;
    }
  }
`;
