import {css} from 'lit';

export const userDetailsStyles = css`
  :host {
    display: grid;
    gap: 0.5rem;
    font-size: 0.8125rem;
  }

  dl {
    display: flex;
    flex-wrap: wrap;
    /* A value with a mark is higher than one without. */
    align-items: baseline;
    gap: 0.25rem 1.25rem;
  }

  div {
    display: flex;
    align-items: baseline;
    gap: 0.375rem;
    min-inline-size: 0;
  }

  dt {
    flex: none;
    color: var(--inbox-text-muted);
  }

  dd {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  bdi {
    white-space: pre-wrap;
  }

  hs-identity-badge {
    margin-inline-start: 0.25rem;
  }

  section {
    padding: 0.5rem 0.75rem;
    border: 1px dashed var(--inbox-doubt);
    border-radius: var(--inbox-radius);
    background: var(--inbox-doubt-surface);
  }

  h3 {
    color: var(--inbox-doubt);
    font-size: inherit;
  }

  section dt {
    color: inherit;
  }
`;
