import {css} from '@lit/reactive-element/css-tag.js';

export const attachmentStyles = css`
  :host {
    display: block;
    min-width: 0;
    /* The list styles it as a message, which a file is not. */
    padding: 0 !important;
    border: 0 !important;
    white-space: normal !important;
    color: inherit !important;
    background: none !important;
  }
  .picture,
  .card {
    display: flex;
    align-items: center;
    justify-content: center;
    box-sizing: border-box;
    max-width: 100%;
    border: 1px solid var(--helpshift-chat-border);
    border-radius: var(--helpshift-chat-radius);
    overflow: hidden;
    color: var(--helpshift-chat-text);
    background: var(--helpshift-chat-surface-agent);
    outline-offset: 1px;
  }
  .picture {
    width: var(--_width);
    aspect-ratio: var(--_ratio);
    min-width: 48px;
    min-height: 48px;
    /* Of a narrow picture, which the least width would make higher. */
    max-height: 280px;
  }
  img {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  .card {
    gap: 10px;
    min-height: 56px;
    padding: 8px 14px;
    font-size: 15px;
    line-height: 1.35;
    text-align: start;
  }
  button.card:hover {
    border-color: var(--helpshift-chat-text-muted);
  }
  svg {
    flex: none;
  }
  .about {
    flex: 1;
    min-width: 0;
  }
  .name {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
    white-space: normal;
    /* At the icon, also in a name of the other direction. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .size {
    font-size: 12px;
    color: var(--helpshift-chat-text-muted);
  }
  .problem {
    display: grid;
    place-content: center;
    gap: 4px;
    padding: 8px;
    font-size: 13px;
    text-align: center;
    color: var(--helpshift-chat-text-muted);
    white-space: normal;
  }
  p:not(:empty) {
    padding: 4px;
    font-size: 12px;
    color: var(--helpshift-chat-danger);
    white-space: normal;
  }
  .again {
    padding: 12px 6px;
    text-decoration: underline;
    color: var(--helpshift-chat-text);
  }
`;
