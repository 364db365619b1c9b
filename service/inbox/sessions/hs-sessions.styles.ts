import {css} from 'lit';

export const sessionsStyles = css`
  ul {
    border: 1px solid var(--inbox-line);
    border-radius: 16px;
    background: var(--inbox-surface);
    box-shadow: var(--inbox-shadow);
    list-style: none;
  }

  li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem 1rem;
    padding: 0.875rem clamp(1rem, 3vw, 1.5rem);
  }

  li + li {
    border-block-start: 1px solid var(--inbox-line);
  }

  li > div {
    display: grid;
    gap: 0.25rem;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .this {
    padding: 0.125rem 0.625rem;
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

  .result:empty {
    display: none;
  }

  .failure {
    color: var(--inbox-danger);
  }

  .others {
    justify-self: start;
  }
`;
