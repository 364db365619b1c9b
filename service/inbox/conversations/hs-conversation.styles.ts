import {css} from 'lit';

export const conversationStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(10rem, 1fr) auto auto;
    min-block-size: 0;
    overflow-y: auto;
    position: relative;
  }

  header {
    display: grid;
    gap: 0.5rem;
    padding: 0.75rem clamp(1rem, 3vw, 2rem);
    border-block-end: 1px solid var(--inbox-line);
    background: var(--inbox-surface);
  }

  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.625rem;
  }

  .changes {
    display: flex;
    gap: 0.5rem;
    margin-inline-start: auto;
  }

  .who {
    display: flex;
    flex: 1 1 8rem;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.625rem;
    min-inline-size: 0;
  }

  h2 {
    min-inline-size: 0;
    max-inline-size: 100%;
    /* A name of many lines must not push the messages out of sight. The title attribute has the whole name. */
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
    font-size: 1.125rem;
    line-height: 1.3;
  }

  .back {
    display: none;
    place-items: center;
    inline-size: 2.75rem;
    block-size: 2.75rem;
    margin-inline-start: -0.75rem;
    border-radius: var(--inbox-radius);
    color: inherit;
  }

  .back:hover {
    background: var(--inbox-surface-hover);
  }

  .back svg {
    inline-size: 1.25rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .back:dir(rtl) svg {
    transform: scaleX(-1);
  }

  .body {
    display: grid;
    grid-template-rows: 1fr auto;
    min-block-size: 0;
  }

  .failure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem 1rem;
    padding: 0.75rem clamp(1rem, 3vw, 2rem);
  }

  .typing span {
    display: block;
    padding: 0.25rem clamp(1rem, 3vw, 2rem);
    color: var(--inbox-text-muted);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }

  .failure {
    grid-row: 2;
    background: var(--inbox-danger-surface);
    color: var(--inbox-danger);
  }

  /* Over the whole part. The pointer goes through, so that the part itself gets the files. */
  .drop-place {
    position: absolute;
    inset: 0.5rem;
    display: grid;
    place-items: center;
    padding: 1rem;
    border: 2px dashed var(--inbox-accent);
    border-radius: var(--inbox-radius);
    background: var(--inbox-surface);
    font-weight: 600;
    overflow-wrap: anywhere;
    text-align: center;
    pointer-events: none;
  }

  @media (width < 760px) {
    .back {
      display: grid;
    }
  }
`;
