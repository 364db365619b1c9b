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

  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
    padding: 0.5rem 1rem;
    /* Seen where the browser forces its own colours, and the bar has no background. */
    border-block-end: 1px solid transparent;
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
    .shows-conversation .list {
      display: none;
    }
  }

  /* At a zoom of 400 % the header and the bars can fill the window: they scroll away, and each pane gets all of it. */
  @media (height < 400px) {
    .page {
      grid-template-rows: auto auto auto;
      block-size: auto;
    }

    main {
      block-size: 100dvh;
    }

    main.whole {
      block-size: auto;
      overflow-y: visible;
    }
  }
`;
