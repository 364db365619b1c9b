import {css} from '@lit/reactive-element/css-tag.js';

export const presenceStyles = css`
  p {
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: 13px;
    line-height: 1.3;
    color: var(--helpshift-chat-text-muted);
  }
  /* The text says it, so no colour has to. */
  p::before {
    content: '';
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: #1a9c55;
    forced-color-adjust: none;
  }
`;
