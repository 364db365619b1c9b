import {css} from 'lit';

/** What the parts of the settings page share. */
export const settingsStyles = css`
  h4,
  h5 {
    margin: 0;
    font-size: 1rem;
  }

  section,
  form {
    display: grid;
    gap: 1rem;
    min-inline-size: 0;
  }

  .field > label,
  legend {
    padding: 0;
    font-weight: 550;
  }

  /* A legend stands outside of its fieldset's grid. */
  legend {
    margin-block-end: 0.375rem;
  }

  .advice {
    color: var(--inbox-text-muted);
    font-size: 0.875rem;
  }

  fieldset {
    display: grid;
    gap: 0.375rem;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  textarea {
    resize: vertical;
  }

  .switch,
  .choice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.125rem 0.75rem;
    align-items: center;
  }

  .switch label,
  .choice label {
    display: flex;
    align-items: center;
    min-block-size: 2.75rem;
    /* Where the label has two lines, the advice below begins after them. */
    padding-block: 0.5rem;
    font-weight: 550;
    cursor: pointer;
  }

  .switch .advice,
  .choice .advice {
    grid-column: 2;
    /* The label is taller than its text, so that a finger hits it; the advice belongs to the text. */
    margin-block-start: -0.5rem;
  }

  .error {
    color: var(--inbox-danger);
    font-size: 0.875rem;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }

  .warning {
    padding: 0.5rem 0.75rem;
    border-radius: var(--inbox-radius);
    background: var(--inbox-doubt-surface);
    color: var(--inbox-doubt);
    font-size: 0.875rem;
  }
`;
