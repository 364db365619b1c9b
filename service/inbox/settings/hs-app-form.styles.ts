import {css} from 'lit';

export const appFormStyles = css`
  form {
    gap: 1.75rem;
  }

  .group {
    gap: 1rem;
  }

  .group > legend {
    font-weight: 650;
  }

  .colour {
    display: flex;
    gap: 0.75rem;
    align-items: center;
  }

  .colour input[type='text'] {
    inline-size: 9rem;
    font-family: ui-monospace, monospace;
  }

  input[type='number'] {
    inline-size: 9rem;
  }

  input[type='color'] {
    inline-size: 2.75rem;
    block-size: 2.75rem;
    padding: 0.125rem;
    border: 1px solid var(--inbox-line-strong);
    border-radius: var(--inbox-radius);
    background: var(--inbox-surface);
    cursor: pointer;
  }

  input[role='switch'] {
    position: relative;
    appearance: none;
    inline-size: 2.75rem;
    block-size: 1.625rem;
    border: 1px solid var(--inbox-line-strong);
    border-radius: 1rem;
    background: var(--inbox-neutral-surface);
    cursor: pointer;
    transition: background-color 120ms;
  }

  input[role='switch']::before {
    content: '';
    position: absolute;
    inset-block-start: 0.1875rem;
    inset-inline-start: 0.1875rem;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    border-radius: 50%;
    background: var(--inbox-line-strong);
    transition: translate 120ms;
  }

  input[role='switch']:checked {
    border-color: var(--inbox-accent);
    background: var(--inbox-accent);
  }

  input[role='switch']:checked::before {
    translate: 1.125rem;
    background: var(--inbox-on-accent);
  }

  input[role='switch']:checked:dir(rtl)::before {
    translate: -1.125rem;
  }

  input[role='switch']:focus-visible {
    border-radius: 1rem;
  }

  @media (forced-colors: active) {
    input[role='switch']:checked {
      background: Highlight;
    }

    input[role='switch']::before {
      background: CanvasText;
    }
  }
`;
