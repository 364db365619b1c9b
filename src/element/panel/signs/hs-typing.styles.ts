import {css} from '@lit/reactive-element/css-tag.js';

export const typingStyles = css`
  p {
    display: flex;
    align-items: baseline;
    gap: 8px;
    padding-inline: 24px;
    font-size: 13px;
    color: var(--helpshift-chat-text-muted);
    background: var(--helpshift-chat-surface);
    overflow-wrap: anywhere;
  }
  p:has(span) {
    padding-block-end: 8px;
  }
  .dots {
    display: flex;
    flex: none;
    gap: 3px;
  }
  i {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: currentColor;
    animation: wave 1.2s ease-in-out infinite;
  }
  i:nth-child(2) {
    animation-delay: 0.15s;
  }
  i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes wave {
    0%,
    60%,
    100% {
      opacity: 0.4;
    }
    30% {
      opacity: 1;
      transform: translateY(-3px);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    i {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    i {
      background: CanvasText;
    }
  }
`;
