import {css} from 'lit';

/** A page with one column, such as the settings. */
export const columnStyles = css`
  :host {
    padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 4rem;
  }

  .column {
    display: grid;
    gap: 1rem;
    max-inline-size: 46rem;
    margin-inline: auto;
  }

  h2 {
    font-size: 1.375rem;
  }
`;

export const selectStyles = css`
  select {
    inline-size: 100%;
    min-block-size: 2.75rem;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--inbox-line-strong);
    border-radius: var(--inbox-radius);
    background: var(--inbox-surface);
    color: inherit;
    font: inherit;
    font-size: 1rem;
  }
`;

/** Every part begins with these. */
export const baseStyles = css`
  :host {
    display: block;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h1,
  h2,
  h3,
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }

  :focus-visible {
    outline: 2px solid var(--inbox-accent);
    outline-offset: 2px;
    border-radius: 4px;
  }

  h2:focus:not(:focus-visible) {
    outline: none;
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .muted {
    color: var(--inbox-text-muted);
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;

export const buttonStyles = css`
  button {
    min-block-size: 2.75rem;
    padding: 0.5rem 1rem;
    border: 1px solid var(--inbox-line-strong);
    border-radius: var(--inbox-radius);
    background: var(--inbox-surface);
    color: var(--inbox-text);
    font: inherit;
    font-weight: 550;
    cursor: pointer;
    transition: background-color 120ms;
  }

  button:hover:not(:disabled, [aria-disabled='true']) {
    background: var(--inbox-surface-hover);
  }

  button:disabled,
  button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: default;
  }

  button.primary {
    border-color: transparent;
    background: var(--inbox-accent);
    color: var(--inbox-on-accent);
  }

  button.primary:hover:enabled {
    background: var(--inbox-accent-hover);
  }

  button.quiet {
    border-color: transparent;
    background: none;
  }

  button.quiet:hover:enabled {
    background: var(--inbox-surface-hover);
  }

  button.danger {
    border-color: transparent;
    background: var(--inbox-danger);
    color: var(--inbox-surface);
  }

  button.danger:hover:enabled {
    background: var(--inbox-danger);
    filter: brightness(1.1);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 0.75rem;
    align-items: center;
  }
`;

/** Text fields, and what is wrong with them. */
export const fieldStyles = css`
  .field {
    display: grid;
    gap: 0.375rem;
    min-inline-size: 0;
  }

  input:not([type='checkbox'], [type='radio'], [type='color']),
  textarea {
    min-block-size: 2.75rem;
    inline-size: 100%;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--inbox-line-strong);
    border-radius: var(--inbox-radius);
    background: var(--inbox-surface);
    color: inherit;
    font: inherit;
    font-size: 1rem;
  }

  [aria-invalid='true'] {
    border-color: var(--inbox-danger);
  }

  .error:empty {
    display: none;
  }
`;

/** A message in the middle of an empty pane. */
export const placeholderStyles = css`
  .placeholder {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 0.375rem;
    block-size: 100%;
    min-block-size: 12rem;
    padding: 2rem;
    color: var(--inbox-text-muted);
    text-align: center;
  }

  .placeholder strong,
  .placeholder h2 {
    color: var(--inbox-text);
    font-size: 1.0625rem;
    font-weight: 600;
  }

  .placeholder button {
    margin-block-start: 0.75rem;
  }
`;

/** Radio buttons side by side, as one control: a `fieldset` of the class `switch`. */
export const switchStyles = css`
  .switch {
    display: inline-flex;
    flex-wrap: wrap;
    margin: 0;
    padding: 3px;
    border: 0;
    border-radius: var(--inbox-radius);
    background: var(--inbox-neutral-surface);
  }

  .switch label {
    position: relative;
    cursor: pointer;
  }

  .switch label input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }

  .switch label span {
    display: grid;
    place-items: center;
    min-block-size: 2.75rem;
    padding-inline: 0.75rem;
    border-radius: 7px;
    color: var(--inbox-text-muted);
    font-weight: 550;
  }

  .switch label input:checked + span {
    background: light-dark(var(--inbox-surface), #4a515f);
    box-shadow: 0 1px 2px rgb(0 0 0 / 18%);
    color: var(--inbox-text);
  }

  .switch label input:focus-visible + span {
    outline: 2px solid var(--inbox-accent);
    outline-offset: 1px;
  }

  @media (width < 440px) {
    .switch label span {
      padding-inline: 0.5rem;
    }
  }

  @media (forced-colors: active) {
    .switch label input:checked + span {
      forced-color-adjust: none;
      background: SelectedItem;
      color: SelectedItemText;
    }
  }
`;

/** Check boxes and radio buttons that look like those of the system, and are large enough for a finger. */
export const checkBoxStyles = css`
  input[type='checkbox'],
  input[type='radio'] {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    margin: 0;
    accent-color: var(--inbox-accent);
  }
`;

/** A question in a dialog. */
export const dialogStyles = css`
  dialog {
    max-inline-size: min(30rem, calc(100vw - 2rem));
    padding: 1.5rem;
    border: 1px solid var(--inbox-line);
    border-radius: 16px;
    background: var(--inbox-surface);
    color: var(--inbox-text);
    box-shadow: var(--inbox-shadow);
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }
`;
