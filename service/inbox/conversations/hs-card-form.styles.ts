import {css} from 'lit';

export const cardFormStyles = css`
  /* The answer form lays out what is in it. */
  :host {
    display: contents;
  }

  .rows {
    display: grid;
    grid-column: 1 / -1;
    gap: 0.75rem;
  }

  .add,
  .full {
    grid-column: 1;
    justify-self: start;
    align-self: center;
  }

  fieldset {
    position: relative;
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr));
    gap: 0.5rem 0.75rem;
    align-items: start;
    min-inline-size: 0;
    margin: 0;
    padding: 0.5rem 0.75rem 0.75rem;
    border: 1px solid var(--inbox-line);
    border-radius: var(--inbox-radius);
  }

  legend {
    padding-inline: 0.25rem;
    font-size: 0.8125rem;
    font-weight: 600;
  }

  label {
    color: var(--inbox-text-muted);
    font-size: 0.8125rem;
  }

  .error {
    color: var(--inbox-danger);
    font-size: 0.8125rem;
  }

  .remove {
    position: absolute;
    inset-block-start: -1.25rem;
    inset-inline-end: 0;
    display: grid;
    place-items: center;
    inline-size: 2.75rem;
    padding: 0;
    border-color: transparent;
    background: none;
  }

  svg {
    inline-size: 1rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linecap: round;
  }
`;
