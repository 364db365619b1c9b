import {css} from 'lit';

export const tokenTestStyles = css`
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
    gap: 1rem;
  }

  .result {
    display: grid;
    gap: 0.5rem;
    margin-block-start: 1rem;
    padding: 1rem;
    border-radius: var(--inbox-radius);
  }

  .outcome {
    scroll-margin-block: 1rem;
  }

  .valid {
    background: var(--inbox-verified-surface);
    color: var(--inbox-verified);
  }

  .not-valid {
    background: var(--inbox-danger-surface);
    color: var(--inbox-danger);
  }

  .result p {
    color: var(--inbox-text);
    overflow-wrap: anywhere;
  }

  ul {
    display: grid;
    gap: 0.75rem;
    padding-inline-start: 1.25rem;
  }
`;
