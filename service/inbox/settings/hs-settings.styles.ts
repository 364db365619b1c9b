import {css} from 'lit';

export const pageStyles = css`
  a {
    display: inline-grid;
    align-items: center;
    justify-self: start;
    min-block-size: 2.75rem;
    color: var(--inbox-accent);
    font-weight: 550;
  }

  details {
    border: 1px solid var(--inbox-line);
    border-radius: 16px;
    background: var(--inbox-surface);
    box-shadow: var(--inbox-shadow);
  }

  summary {
    padding: 0.875rem clamp(1rem, 3vw, 1.5rem);
    border-radius: 16px;
    cursor: pointer;
  }

  summary h3 {
    display: inline;
    font-size: 1.0625rem;
    overflow-wrap: anywhere;
  }
`;
