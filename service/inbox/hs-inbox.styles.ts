import {css} from 'lit';

export const inboxStyles = css`
  .page {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    block-size: 100dvh;
  }

  main.placeholder {
    min-block-size: 100dvh;
  }

  header {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    padding: 0.375rem 1rem;
    border-block-end: 1px solid var(--inbox-line);
    background: var(--inbox-surface);
  }

  h1 {
    font-size: 1.0625rem;
  }

  nav {
    display: flex;
    flex: 1;
    gap: 0.25rem;
    margin-inline-start: 0.75rem;
  }

  nav a {
    display: grid;
    align-items: center;
    min-block-size: 2.75rem;
    padding-inline: 0.75rem;
    border-radius: var(--inbox-radius);
    color: var(--inbox-text-muted);
    font-weight: 550;
    text-decoration: none;
  }

  nav a:hover {
    background: var(--inbox-surface-hover);
  }

  nav a[aria-current] {
    color: var(--inbox-accent);
    text-decoration: underline 2px;
    text-underline-offset: 0.375em;
  }

  .agent {
    min-inline-size: 0;
    max-inline-size: 14rem;
    overflow: hidden;
    color: var(--inbox-text-muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
    padding: 0.5rem 1rem;
    font-size: 0.875rem;
  }

  .bar button {
    color: inherit;
  }

  .doubt {
    background: var(--inbox-doubt-surface);
    color: var(--inbox-doubt);
  }

  .danger {
    background: var(--inbox-danger-surface);
    color: var(--inbox-danger);
  }

  main {
    display: grid;
    grid-template-columns: minmax(19rem, 24rem) minmax(0, 1fr);
    min-block-size: 0;
  }

  main.whole {
    display: block;
    overflow-y: auto;
  }

  section {
    display: grid;
    min-block-size: 0;
  }

  .list {
    border-inline-end: 1px solid var(--inbox-line);
  }

  @media (width < 760px) {
    main {
      grid-template-columns: minmax(0, 1fr);
    }

    .list {
      border: 0;
    }

    .shows-list .conversation,
    .shows-conversation .list,
    .agent {
      display: none;
    }

    h1 {
      position: absolute;
      clip-path: inset(50%);
    }

    nav {
      margin-inline-start: 0;
    }
  }

  @media (width < 440px) {
    header {
      gap: 0.25rem;
      padding-inline: 0.5rem;
    }

    header img {
      display: none;
    }

    nav a,
    header button {
      padding-inline: 0.5rem;
      white-space: nowrap;
    }
  }
`;
