import {css} from 'lit';

export const pictureViewerStyles = css`
  :host {
    display: contents;
  }

  dialog {
    inline-size: 100vw;
    block-size: 100dvh;
    max-inline-size: none;
    max-block-size: none;
    padding: 0;
    border: 0;
    background: #0c0e12;
    color: #f2f4f7;
  }

  dialog[open] {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
  }

  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
    padding: 0.5rem clamp(0.5rem, 2vw, 1rem);
    padding-block-start: max(0.5rem, env(safe-area-inset-top));
  }

  h2 {
    flex: 1 1 8rem;
    min-inline-size: 0;
    font-size: 1rem;
    font-weight: 600;
  }

  .place,
  .problem {
    color: #c9ced8;
    font-size: 0.875rem;
  }

  .problem:empty {
    display: none;
  }

  button {
    border-color: #6f7887;
    background: #1d2129;
    color: inherit;
  }

  button:hover:not([aria-disabled='true']) {
    background: #333a46;
  }

  :focus-visible {
    outline-color: #9fb0ff;
  }

  /* The whole picture, as large as there is room. */
  .stage {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    place-items: center;
    min-block-size: 0;
    padding: 0 0.5rem 0.5rem;
    overflow: hidden;
  }

  img {
    max-inline-size: 100%;
    max-block-size: 100%;
    min-inline-size: 0;
    min-block-size: 0;
    object-fit: contain;
  }

  .message {
    display: grid;
    justify-items: center;
    gap: 0.75rem;
  }

  nav {
    display: flex;
    justify-content: center;
    align-items: center;
    gap: 1rem;
    padding: 0.5rem;
    padding-block-end: max(0.5rem, env(safe-area-inset-bottom));
  }

  nav svg:dir(rtl) {
    transform: scaleX(-1);
  }

  /* A low window: the picture needs the room of the lines. */
  @media (height < 400px) {
    dialog[open] {
      overflow-y: auto;
      grid-template-rows: auto minmax(12rem, 1fr) auto;
    }
  }
`;
