import {css} from 'lit';

export const conversationLogStyles = css`
  :host {
    position: relative;
    display: grid;
    min-block-size: 0;
  }

  .log {
    display: flex;
    flex-direction: column;
    gap: 0.75rem;
    min-block-size: 0;
    padding: 1rem clamp(1rem, 3vw, 2rem);
    overflow-y: auto;
    overscroll-behavior: contain;
    /* The element keeps the place by itself: not all browsers do. */
    overflow-anchor: none;
  }

  .log:focus-visible {
    outline-offset: -3px;
  }

  .earlier {
    align-self: center;
    flex: none;
  }

  .day {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    margin-block: 0.5rem 0.25rem;
    color: var(--inbox-text-muted);
    font-size: 0.75rem;
    font-weight: 600;
  }

  .day span::first-letter {
    text-transform: uppercase;
  }

  .day::before,
  .day::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--inbox-line);
  }

  .group {
    display: grid;
    grid-template-columns: minmax(0, auto);
    justify-items: start;
    gap: 0.1875rem;
    max-inline-size: min(40rem, 85%);
  }

  .group.agent {
    align-self: end;
    justify-items: end;
  }

  .sender,
  .state {
    max-inline-size: 100%;
    overflow-wrap: anywhere;
    color: var(--inbox-text-muted);
    font-size: 0.75rem;
  }

  .sender bdi {
    font-weight: 600;
  }

  .message {
    max-inline-size: 100%;
    padding: 0.5rem 0.875rem;
    border: 1px solid var(--inbox-line);
    border-radius: 14px;
    background: var(--inbox-surface);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  a {
    color: inherit;
    outline-offset: 2px;
  }

  a:focus-visible {
    outline-color: currentcolor;
  }

  .agent .message {
    border-color: transparent;
    background: var(--inbox-accent);
    color: var(--inbox-on-accent);
  }

  /* A note must not look like something that the user can read. */
  .group.note {
    justify-items: stretch;
    align-self: stretch;
    max-inline-size: none;
  }

  .note .sender {
    color: var(--inbox-doubt);
  }

  .mark {
    margin-inline-end: 0.375rem;
    font-weight: 700;
  }

  .note .message {
    border: 1px dashed var(--inbox-doubt);
    border-radius: 6px;
    background: var(--inbox-doubt-surface);
    color: var(--inbox-text);
  }

  .event {
    align-self: center;
    max-inline-size: 100%;
    color: var(--inbox-text-muted);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
    text-align: center;
  }

  .rated {
    display: grid;
    justify-items: center;
    gap: 0.25rem;
  }

  .stars {
    color: var(--inbox-line-strong);
    font-size: 1.25rem;
    line-height: 1;
    letter-spacing: 0.125rem;
  }

  .stars .given {
    color: var(--inbox-accent);
  }

  .feedback {
    max-inline-size: min(40rem, 100%);
    padding: 0.5rem 0.875rem;
    border: 1px solid var(--inbox-line);
    border-radius: 14px;
    background: var(--inbox-surface);
    color: var(--inbox-text);
    font-size: 0.9375rem;
    text-align: start;
    white-space: pre-wrap;
  }

  .actions {
    display: grid;
    gap: 0.25rem;
    max-inline-size: 100%;
    list-style: none;
  }

  .actions li {
    display: grid;
    padding: 0.375rem 0.875rem;
    border: 1px solid var(--inbox-line-strong);
    border-radius: 14px;
    background: var(--inbox-surface);
    overflow-wrap: anywhere;
  }

  .actions a {
    color: var(--inbox-accent);
    font-weight: 550;
  }

  .target {
    color: var(--inbox-text-muted);
    font-size: 0.75rem;
  }

  .message.waiting {
    opacity: 0.9;
  }

  .group .message.failed {
    border: 1px solid var(--inbox-danger);
    background: var(--inbox-danger-surface);
    color: var(--inbox-danger);
  }

  .state.failed {
    color: var(--inbox-danger);
  }

  .state button {
    padding-block: 0.125rem;
    padding-inline: 0.625rem;
    font-size: 0.8125rem;
  }

  .jump {
    position: absolute;
    inset-block-end: 0.75rem;
    inset-inline-end: 1rem;
    display: grid;
    place-items: center;
    inline-size: 2.75rem;
    padding: 0;
    border-radius: 50%;
    box-shadow: var(--inbox-shadow);
  }

  .jump svg {
    inline-size: 1rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;
