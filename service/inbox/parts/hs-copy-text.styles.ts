import {css} from 'lit';

export const copyTextStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.375rem 0.75rem;
    align-items: start;
  }

  textarea {
    field-sizing: content;
    padding-block: 0.625rem;
    border-color: var(--inbox-line);
    background: var(--inbox-canvas);
    font:
      0.8125rem / 1.5 ui-monospace,
      monospace;
    overflow-wrap: anywhere;
    resize: none;
  }

  p {
    grid-column: 1 / -1;
    color: var(--inbox-text-muted);
    font-size: 0.875rem;
  }

  p:empty {
    display: none;
  }

  @media (width < 480px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
