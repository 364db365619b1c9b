import {css} from '@lit/reactive-element/css-tag.js';

/** What a page can set, with its default. These load with every page; the panel's own are in panel-tokens.ts. */
export const launcherTokens = css`
  :host {
    /* The one accent colour: launcher, the user's messages, focus rings. */
    --helpshift-chat-accent: light-dark(#3450d4, #9fb0ff);
    /* Text and icons on the accent colour. */
    --helpshift-chat-on-accent: light-dark(#fff, #10163a);
    /* Distance from the sides of the window. */
    --helpshift-chat-offset-x: 20px;
    --helpshift-chat-offset-y: 20px;
    --helpshift-chat-z-index: 2147483000;
  }
`;
