import {css} from '@lit/reactive-element/css-tag.js';

/** The corners of the window, for what stands above or below the launcher. Its own styles give `right` and `bottom`. */
export const cornerStyles = css`
  .bottom-left,
  .top-left {
    right: auto;
    left: max(var(--helpshift-chat-offset-x), env(safe-area-inset-left));
  }
  .top-left,
  .top-right {
    bottom: auto;
    top: calc(max(var(--helpshift-chat-offset-y), env(safe-area-inset-top)) + 72px);
  }
`;
