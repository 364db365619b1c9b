import {css} from 'lit';

export const inboxHeaderStyles = css`
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

  a {
    display: grid;
    align-items: center;
    min-block-size: 2.75rem;
    padding-inline: 0.75rem;
    border-radius: var(--inbox-radius);
    color: var(--inbox-text-muted);
    font-weight: 550;
    text-decoration: none;
  }

  a:hover {
    background: var(--inbox-surface-hover);
  }

  a[aria-current] {
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

  @media (width < 760px) {
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

  /* Two lines: the pages, and the agent. */
  @media (width < 440px) {
    header {
      flex-wrap: wrap;
      gap: 0 0.5rem;
      padding: 0 0.5rem;
    }

    img {
      display: none;
    }

    nav {
      flex: 1 0 100%;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0;
    }

    a,
    button {
      padding-inline: 0.25rem;
      font-size: 0.875rem;
      white-space: nowrap;
    }

    .agent {
      display: block;
      flex: 1;
      max-inline-size: none;
      padding-inline: 0.25rem;
      font-size: 0.875rem;
    }
  }

  /* At a zoom of 400 % the header must leave room for what it leads to. */
  @media (height < 400px) {
    header {
      gap: 0;
      padding-block: 0;
    }

    a,
    button {
      min-block-size: 2rem;
      padding-block: 0;
    }
  }
`;
