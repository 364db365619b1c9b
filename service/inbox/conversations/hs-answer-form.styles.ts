import {css} from 'lit';

export const answerFormStyles = css`
  form {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.5rem 0.75rem;
    padding: 0.5rem clamp(1rem, 3vw, 2rem);
    padding-block-end: max(0.75rem, env(safe-area-inset-bottom));
    border-block-start: 1px solid var(--inbox-line);
    background: var(--inbox-surface);
  }

  /* The whole form says that the user does not get this. */
  form.note {
    border-block-start: 2px dashed var(--inbox-doubt);
    background: var(--inbox-doubt-surface);
  }

  hs-uploads {
    grid-column: 1 / -1;
  }

  fieldset {
    grid-column: 1;
    justify-self: start;
  }

  .attach {
    grid-column: 2;
    justify-self: end;
  }

  .with-actions textarea {
    grid-column: 1 / -1;
  }

  textarea {
    field-sizing: content;
    max-block-size: min(12rem, 35dvh);
    padding-block: 0.625rem;
    line-height: 1.4;
    resize: none;
  }

  .note textarea {
    border: 2px dashed var(--inbox-doubt);
  }

  textarea::placeholder {
    color: var(--inbox-text-muted);
    opacity: 1;
  }

  button {
    align-self: end;
  }

  .note button.primary {
    background: var(--inbox-doubt);
    color: var(--inbox-doubt-surface);
  }

  p {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 1rem;
    color: var(--inbox-text-muted);
    font-size: 0.75rem;
  }

  .note p {
    color: var(--inbox-doubt);
  }

  .closed {
    color: var(--inbox-text);
    font-size: 0.875rem;
  }

  .advice {
    font-size: 0.875rem;
    font-weight: 600;
  }

  @media (pointer: coarse) {
    .hint {
      display: none;
    }
  }
`;
