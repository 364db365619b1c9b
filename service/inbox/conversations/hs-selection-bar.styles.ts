import {css} from 'lit';

export const selectionBarStyles = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.25rem 0.75rem;
    padding: 0.375rem 1rem;
    border-block-end: 1px solid var(--inbox-line);
  }

  label {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-block-size: 2.75rem;
    cursor: pointer;
  }

  .status:not(:empty) {
    padding: 0.5rem 1rem;
    border-block-end: 1px solid var(--inbox-line);
    font-size: 0.875rem;
  }

  dialog p {
    margin-block: 0.75rem 1.25rem;
  }
`;
