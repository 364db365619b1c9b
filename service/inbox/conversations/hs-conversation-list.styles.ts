import {css} from 'lit';

export const conversationListStyles = css`
  :host {
    display: grid;
    grid-template: auto auto 1fr / minmax(0, 1fr);
    min-block-size: 0;
    background: var(--inbox-surface);
  }

  /* The heading, and the button beside it, have a line of their own: no language needs more. */
  header {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.25rem 0.5rem;
    padding: 0.25rem 1rem 0.75rem;
    border-block-end: 1px solid var(--inbox-line);
  }

  header > :first-child {
    min-block-size: 2.75rem;
    align-content: center;
  }

  .switch {
    grid-column: 1 / -1;
    justify-self: start;
  }

  /* Its text ends where the lines of the rows end. */
  .select {
    margin-inline-end: -0.75rem;
    padding-inline: 0.75rem;
  }

  h2 {
    font-size: 1.0625rem;
  }

  /* Also when nothing is selected, and the bar is not there. */
  .body {
    grid-row: 3;
    min-block-size: 0;
    overflow-y: auto;
  }

  /* The list would have no room below its header: both scroll. */
  @media (height < 400px) {
    :host {
      overflow-y: auto;
    }

    .body {
      overflow-y: visible;
    }
  }

  ul {
    list-style: none;
  }

  /* A row that is out of sight costs no layout and no paint, so that a message costs the same in a long list. */
  li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 6.5rem;
  }

  .selecting li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
  }

  /* All of the place beside the row can be hit. */
  .check {
    display: grid;
    place-items: center;
    padding-inline: 1rem 0.25rem;
    border-block-end: 1px solid var(--inbox-line);
    cursor: pointer;
  }

  a {
    display: grid;
    gap: 0.375rem;
    padding: 0.875rem 1rem;
    border-block-end: 1px solid var(--inbox-line);
    color: inherit;
    text-decoration: none;
    transition: background-color 120ms;
  }

  a:hover {
    background: var(--inbox-surface-hover);
  }

  a:focus-visible {
    outline-offset: -3px;
  }

  a[aria-current] {
    background: var(--inbox-surface-chosen);
    box-shadow: inset 3px 0 var(--inbox-accent);
  }

  a[aria-current]:dir(rtl) {
    box-shadow: inset -3px 0 var(--inbox-accent);
  }

  .line {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-inline-size: 0;
  }

  .name,
  .identifier,
  .preview {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    /* The text runs, and is cut, in its own direction, but begins where the page's lines begin. */
    text-align: left;
  }

  a:dir(rtl) .name,
  a:dir(rtl) .identifier,
  a:dir(rtl) .preview {
    text-align: right;
  }

  /* Its mark follows it at once. */
  .identifier {
    flex: 0 1 auto;
  }

  .unread .name {
    font-weight: 700;
  }

  time,
  .identifier,
  .agent,
  .preview {
    color: var(--inbox-text-muted);
    font-size: 0.8125rem;
  }

  .unread .preview {
    color: var(--inbox-text);
  }

  .waits {
    flex: none;
    margin-inline-start: auto;
    color: var(--inbox-doubt);
    font-size: 0.8125rem;
    font-weight: 550;
  }

  .unsent {
    flex: none;
    color: var(--inbox-doubt);
    font-size: 0.8125rem;
    font-weight: 650;
  }

  .unsent.failed {
    color: var(--inbox-danger);
  }

  .typing {
    flex: none;
    font-size: 0.8125rem;
    font-weight: 650;
  }

  .more {
    display: block;
    margin: 0.75rem auto;
  }

  .unreadable {
    padding: 0.75rem 1rem;
    background: var(--inbox-doubt-surface);
    color: var(--inbox-doubt);
    font-size: 0.875rem;
  }

  .dot {
    flex: none;
    inline-size: 0.625rem;
    block-size: 0.625rem;
    border-radius: 50%;
    background: var(--inbox-accent);
  }

  @media (forced-colors: active) {
    a[aria-current] {
      border-inline-start: 4px solid Highlight;
    }

    .dot {
      background: LinkText;
    }
  }

  .failure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem;
    padding: 0.75rem 1rem;
    background: var(--inbox-danger-surface);
    color: var(--inbox-danger);
  }

  .skeleton i {
    display: block;
    block-size: 3.25rem;
    margin: 0.75rem 1rem;
    border-radius: var(--inbox-radius);
    background: var(--inbox-neutral-surface);
    animation: breathe 1.4s ease-in-out infinite alternate;
  }

  @keyframes breathe {
    to {
      opacity: 0.45;
    }
  }
`;
