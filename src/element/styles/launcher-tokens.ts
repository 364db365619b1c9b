import {css} from '@lit/reactive-element/css-tag.js';

/**
 * The custom properties that a page can set, with defaults. These load with every page; the panel's own are in
 * panel-tokens.ts. Properties with `--_` are computed from them and used by the rules.
 */
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
    --_accent: var(--helpshift-chat-accent);
  }
  @supports (color: color(from red xyz-d65 x y z)) {
    :host {
      /* Opaque and inside sRGB: the luminance of other colours depends on page and screen. */
      --_accent: rgb(from var(--helpshift-chat-accent) clamp(0, r, 255) clamp(0, g, 255) clamp(0, b, 255) / 1);
      /* White up to the luminance (y) of 0.179, black above it: there both have the same contrast, 4.58. */
      --helpshift-chat-on-accent: color(
        from var(--_accent) xyz-d65 clamp(0, (0.179 - y) * 9e9, 0.9505) clamp(0, (0.179 - y) * 9e9, 1)
          clamp(0, (0.179 - y) * 9e9, 1.089)
      );
    }
  }
  /* The keyword currentcolor would be the colour of the text on it. */
  @container style(--helpshift-chat-accent: currentcolor) {
    button,
    hs-panel {
      --_accent: initial;
      --helpshift-chat-on-accent: #fff;
    }
  }
`;
