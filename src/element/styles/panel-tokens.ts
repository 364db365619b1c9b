import {css} from '@lit/reactive-element/css-tag.js';

/**
 * The custom properties of the panel that a page can set, with defaults. The element adopts them when the panel has
 * loaded.
 */
export const panelTokens = css`
  :host {
    --helpshift-chat-font: system-ui, sans-serif;
    /* The corners of the panel and the messages. */
    --helpshift-chat-radius: 16px;
    /* The size of the panel, where there is room. */
    --helpshift-chat-panel-width: 400px;
    --helpshift-chat-panel-height: 680px;
    /* The background of the panel. */
    --helpshift-chat-surface: light-dark(#fff, #17181d);
    /* The background of an agent's messages and of the text field. */
    --helpshift-chat-surface-agent: light-dark(#f0f1f5, #272931);
    --helpshift-chat-text: light-dark(#1a1c23, #eceef4);
    /* Times, notes, placeholders. */
    --helpshift-chat-text-muted: light-dark(#5d6270, #a3a8b8);
    --helpshift-chat-border: light-dark(#e2e4ea, #343741);
    --helpshift-chat-danger: light-dark(#b3261e, #ff9b92);
    /* Focus rings. */
    --_ring: var(--_accent);
  }
  @supports (color: color(from red xyz-d65 x y z)) {
    :host {
      /* The hue of the accent colour. Its lightness differs by half the scale from the panel's. */
      --_ring: color-mix(
        in oklch,
        oklch(from var(--helpshift-chat-surface) calc(l + 0.5 - clamp(0, (l - 0.6) * 9e9, 1)) none none),
        oklch(from var(--_accent) none min(c, 0.16) h)
      );
    }
  }
  /* Only for screen readers. */
  [role='status'] {
    position: fixed;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
`;
