import {css} from 'lit';

export const uploadsStyles = css`
  ul {
    display: grid;
    gap: 0.375rem;
    max-block-size: min(14rem, 30dvh);
    overflow-y: auto;
    list-style: none;
  }

  li {
    display: grid;
    grid-template-columns: 2.75rem minmax(0, 1fr) auto;
    gap: 0.25rem 0.625rem;
    align-items: center;
    padding: 0.25rem;
    border: 1px solid var(--inbox-line);
    border-radius: var(--inbox-radius);
    background: var(--inbox-surface);
  }

  li.failed {
    border-color: var(--inbox-danger);
  }

  .look {
    display: grid;
    place-items: center;
    inline-size: 2.75rem;
    block-size: 2.75rem;
    overflow: hidden;
    border-radius: 6px;
    background: var(--inbox-neutral-surface);
  }

  img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }

  .name {
    -webkit-line-clamp: 2;
  }

  progress {
    inline-size: 100%;
    block-size: 0.375rem;
    accent-color: var(--inbox-accent);
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 0.25rem;
  }

  @media (width < 440px) {
    li.failed .buttons {
      grid-column: 2 / -1;
      justify-content: start;
    }
  }
`;
