import {css} from 'lit';

export const hsFileStyles = css`
  :host {
    max-inline-size: 100%;
  }

  .picture {
    display: grid;
    place-items: center;
    position: relative;
    max-inline-size: 100%;
    min-inline-size: 2.75rem;
    padding: 0;
    overflow: hidden;
    border-color: var(--inbox-line);
    border-radius: 14px;
    background: var(--inbox-neutral-surface);
    cursor: zoom-in;
  }

  .picture[aria-disabled='true'] {
    opacity: 1;
    cursor: progress;
  }

  /* Its attributes give the picture its place before it has loaded, so that the log does not move. */
  .picture .place {
    inline-size: auto;
    max-inline-size: 100%;
    block-size: auto;
  }

  .picture img {
    position: absolute;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }

  .card {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 0.25rem 0.625rem;
    align-items: center;
    inline-size: 22rem;
    max-inline-size: 100%;
    padding: 0.5rem;
    padding-inline-start: 0.75rem;
    border: 1px solid var(--inbox-line-strong);
    border-radius: 14px;
    background: var(--inbox-surface);
    color: var(--inbox-text);
  }

  .below {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    align-items: center;
    justify-content: space-between;
    gap: 0.25rem 0.75rem;
  }

  .below:empty {
    display: none;
  }
`;
