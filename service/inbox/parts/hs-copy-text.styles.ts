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
    inline-size: 100%;
    min-block-size: 2.75rem;
    padding: 0.625rem 0.75rem;
    border: 1px solid var(--inbox-line);
    border-radius: var(--inbox-radius);
    background: var(--inbox-canvas);
    color: inherit;
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
