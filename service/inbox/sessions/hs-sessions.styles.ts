import {css} from 'lit';

export const sessionsStyles = css`
  /* No grid: what is sticky in a grid stays in its row. */
  .body > :not(:empty) {
    margin-block-end: 1rem;
  }

  ul {
    border: 1px solid var(--inbox-line);
    border-radius: 16px;
    background: var(--inbox-surface);
    box-shadow: var(--inbox-shadow);
    list-style: none;
  }

  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.5rem 1rem;
    padding: 0.875rem clamp(1rem, 3vw, 1.5rem);
  }

  /* In each row, also where the text of one is short: the buttons are in one line below each other. */
  @media (width < 440px) {
    li {
      grid-template-columns: minmax(0, 1fr);
      justify-items: start;
    }
  }

  li + li {
    border-block-start: 1px solid var(--inbox-line);
  }

  li:focus-visible {
    outline-offset: -3px;
    border-radius: 16px;
  }

  li > div {
    display: grid;
    gap: 0.25rem;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .this {
    padding: 0.125rem 0.625rem;
    border: 1px solid currentcolor;
    border-radius: 999px;
    background: var(--inbox-verified-surface);
    color: var(--inbox-verified);
    font-size: 0.8125rem;
    font-weight: 550;
  }

  .advice {
    color: var(--inbox-text-muted);
    font-size: 0.875rem;
  }

  /* The result does not cover what the keyboard reaches. */
  li,
  li button {
    scroll-margin-block: 4.5rem 1rem;
  }

  /* In sight wherever in a long list the agent is. */
  .result:not(:empty) {
    position: sticky;
    inset-block-start: 0.5rem;
    z-index: 1;
    padding: 0.5rem 1rem;
    border: 1px solid currentcolor;
    border-radius: var(--inbox-radius);
    background: var(--inbox-verified-surface);
    color: var(--inbox-verified);
  }

  .failure:not(:empty) {
    background: var(--inbox-danger-surface);
    color: var(--inbox-danger);
  }
`;
