import {css} from 'lit';

export const appKeysStyles = css`
  :host {
    display: grid;
    gap: 1rem;
  }

  ul.keys {
    display: grid;
    list-style: none;
  }

  .keys li {
    display: flex;
    gap: 1rem;
    align-items: center;
    justify-content: space-between;
    padding-block: 0.5rem;
    border-block-end: 1px solid var(--inbox-line);
  }

  code {
    font:
      0.875rem ui-monospace,
      monospace;
  }

  .new-key {
    display: grid;
    gap: 0.75rem;
    justify-items: start;
    padding: 1rem;
    border: 1px solid var(--inbox-verified);
    border-radius: var(--inbox-radius);
    background: var(--inbox-verified-surface);
  }

  .new-key hs-copy-text {
    inline-size: 100%;
  }

  dialog ul {
    display: grid;
    gap: 0.375rem;
    margin-block: 0.75rem 1.25rem;
    padding-inline-start: 1.25rem;
  }
`;
