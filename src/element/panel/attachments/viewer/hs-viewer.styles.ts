import {css} from '@lit/reactive-element/css-tag.js';

export const viewerStyles = css`
  :host {
    display: contents;
  }
  dialog {
    box-sizing: border-box;
    width: 100vw;
    height: 100dvh;
    max-width: none;
    max-height: none;
    margin: 0;
    border: 0;
    padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
    overflow: hidden;
    font: inherit;
    color-scheme: dark;
    color: #fff;
    background: #101114;
    --_ring: #fff;
  }
  dialog[open] {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    animation: appear 0.12s ease-out;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 4px;
    padding-block: 6px;
    padding-inline: 20px 10px;
  }
  .name {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .place {
    flex: none;
    font-size: 13px;
    color: #c9ccd4;
  }
  button {
    display: grid;
    place-items: center;
    flex: none;
    width: 44px;
    height: 44px;
    border-radius: 50%;
    outline-offset: -2px;
  }
  button:hover,
  [aria-pressed='true'] {
    background: #fff3;
  }
  button:disabled {
    visibility: hidden;
  }
  .stage {
    display: grid;
    /* The limits of a picture are shares of it. */
    grid-template: 100% / 100%;
    place-items: safe center;
    overflow: hidden;
  }
  .zoomed {
    overflow: auto;
  }
  img {
    display: block;
    max-width: 100%;
    max-height: 100%;
  }
  .zoomed img {
    max-width: none;
    max-height: none;
  }
  .wait {
    font-size: 48px;
    animation: appear 0.8s ease-in-out infinite alternate;
  }
  .turn {
    position: absolute;
    /* Beside the middle of the picture: the bar is 56 px high. */
    inset-block-start: calc(50% + 6px);
    background: #000a;
  }
  .previous {
    inset-inline-start: 8px;
  }
  .next {
    inset-inline-end: 8px;
  }
  .turn:dir(rtl) svg {
    transform: scaleX(-1);
  }
  .problem {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding: 24px;
    text-align: center;
  }
  .problem button {
    width: auto;
    padding-inline: 20px;
    border-color: currentColor;
    border-radius: 22px;
  }
  @media (prefers-reduced-motion: reduce) {
    dialog[open],
    .wait {
      animation: none;
    }
  }
`;
