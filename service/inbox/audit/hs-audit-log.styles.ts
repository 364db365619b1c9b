import {css} from 'lit';

export const auditLogStyles = css`
  :host {
    display: grid;
    gap: 1rem;
    min-inline-size: 0;
  }

  a {
    display: inline-grid;
    align-items: center;
    justify-self: start;
    min-block-size: 2.75rem;
    color: var(--inbox-accent);
    font-weight: 550;
  }

  .filters {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
    gap: 0.75rem 1rem;
  }

  label {
    display: grid;
    gap: 0.375rem;
    min-inline-size: 0;
    font-weight: 550;
  }

  select {
    font-weight: 400;
  }

  .events {
    border: 1px solid var(--inbox-line);
    border-radius: 16px;
    background: var(--inbox-surface);
    box-shadow: var(--inbox-shadow);
    list-style: none;
  }

  .events > li {
    display: grid;
    gap: 0.25rem;
    padding: 0.75rem clamp(0.875rem, 3vw, 1.25rem);
    overflow-wrap: anywhere;
  }

  .events > li + li {
    border-block-start: 1px solid var(--inbox-line);
  }

  .events p {
    font-weight: 550;
  }

  .events time,
  .events .detail {
    color: var(--inbox-text-muted);
    font-size: 0.875rem;
  }

  .changes {
    padding-inline-start: 1.125rem;
    list-style: disc;
  }

  summary {
    min-block-size: 2rem;
    align-content: center;
    color: var(--inbox-text-muted);
    font-size: 0.875rem;
    cursor: pointer;
  }

  .older {
    justify-self: center;
  }

  .end {
    color: var(--inbox-text-muted);
    text-align: center;
  }

  .failure {
    color: var(--inbox-danger);
    text-align: center;
  }

  .failure:empty {
    display: none;
  }
`;
