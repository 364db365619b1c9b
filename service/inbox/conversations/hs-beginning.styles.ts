import {css} from 'lit';

export const beginningStyles = css`
  section {
    display: grid;
    gap: 0.375rem;
    padding: 0.5rem 0.75rem;
    border: 1px dashed var(--inbox-doubt);
    border-radius: var(--inbox-radius);
    background: var(--inbox-doubt-surface);
    font-size: 0.8125rem;
  }

  h3 {
    display: inline;
    color: var(--inbox-doubt);
    font-size: inherit;
  }

  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.375rem;
    list-style: none;
  }

  li {
    max-inline-size: 100%;
    padding: 0.0625rem 0.5rem;
    border: 1px solid var(--inbox-line-strong);
    border-radius: 1rem;
    background: var(--inbox-surface);
    overflow-wrap: anywhere;
  }

  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
  }

  /* A value that is too long for the line of its name begins below it. */
  div {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.375rem;
    min-inline-size: 0;
  }

  dt {
    flex: none;
    max-inline-size: 100%;
    overflow-wrap: break-word;
  }

  dd {
    min-inline-size: 0;
    overflow-wrap: anywhere;
    font-weight: 550;
  }

  bdi {
    white-space: pre-wrap;
  }

  a {
    color: inherit;
  }

  .address {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }

  summary {
    border-radius: 4px;
    cursor: pointer;
  }

  details > :is(dl, hs-copy-text) {
    padding-block-start: 0.375rem;
  }

  /* "Show all" says what it does. */
  .long summary {
    display: block;
  }

  .long .start {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }

  /* The lines of a long text begin where its own language begins them. */
  .long > bdi {
    display: block;
  }

  .more,
  .less {
    color: var(--inbox-doubt);
    text-decoration: underline;
  }

  .long[open] :is(.start, .more),
  .long:not([open]) .less {
    display: none;
  }
`;
