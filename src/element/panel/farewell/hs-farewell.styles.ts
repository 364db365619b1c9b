import {css} from '@lit/reactive-element/css-tag.js';

export const farewellStyles = css`
  :host {
    /* It may need more room than a low window has. The header and the newest of the messages stay in sight. */
    flex: 0 1 auto;
    min-height: 0;
    box-sizing: border-box;
    max-height: calc(100% - 128px);
    overflow: auto;
    /* Room for the focus ring. */
    scroll-padding-block: 8px;
    border-top: 1px solid var(--helpshift-chat-border);
  }
  section {
    display: grid;
    gap: 12px;
    padding: 16px 20px 20px;
    /* The focus ring stays inside of the panel's corners. */
    border-radius: var(--helpshift-chat-radius);
    outline-offset: -4px;
  }
  h3,
  legend {
    padding: 0;
    font-size: 15px;
    font-weight: 600;
    text-align: center;
    text-wrap: balance;
  }
  /* A live region has to be there before its text, and takes no room until then. */
  [role='status']:empty {
    position: absolute;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    width: 100%;
  }
  .stars {
    display: flex;
    justify-content: center;
  }
  .stars label {
    position: relative;
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    border-radius: 50%;
    color: var(--helpshift-chat-text-muted);
    cursor: pointer;
  }
  .stars svg {
    width: 30px;
  }
  .stars .chosen {
    color: var(--_ring);
  }
  .chosen path {
    fill: currentColor;
  }
  .stars label:has(:focus-visible) {
    outline: 2px solid var(--_ring);
    outline-offset: -4px;
  }
  [for] {
    font-size: 14px;
  }
  textarea {
    box-sizing: border-box;
    width: 100%;
    margin: -8px 0 0;
    padding: 10px 14px;
    border: 1px solid var(--helpshift-chat-text-muted);
    border-radius: 12px;
    font: inherit;
    /* Under 16 px, iOS zooms the page when the field is focused. */
    font-size: 16px;
    line-height: 20px;
    color: inherit;
    background: var(--helpshift-chat-surface-agent);
    resize: none;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .buttons button {
    flex: 1 1 auto;
  }
  button {
    display: grid;
    place-items: center;
    min-height: 44px;
    padding: 4px 16px;
    border: 1px solid var(--helpshift-chat-text-muted);
    border-radius: 22px;
    font-weight: 600;
    text-align: center;
    outline-offset: 2px;
  }
  /* The border separates it from a panel of the same colour. */
  .send {
    border-color: var(--_ring);
    color: var(--helpshift-chat-on-accent);
    background: var(--_accent);
  }
`;
