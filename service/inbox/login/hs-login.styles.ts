import {css} from 'lit';

export const loginStyles = css`
  main {
    display: grid;
    place-items: center;
    min-block-size: 100dvh;
    padding: 1rem;
  }

  form {
    display: grid;
    gap: 1rem;
    inline-size: min(24rem, 100%);
    padding: clamp(1.25rem, 5vw, 2.25rem);
    border: 1px solid var(--inbox-line);
    border-radius: 16px;
    background: var(--inbox-surface);
    box-shadow: var(--inbox-shadow);
  }

  img {
    display: block;
  }

  h1 {
    font-size: 1.5rem;
    line-height: 1.2;
  }

  h1 + p {
    margin-block-start: -0.5rem;
  }

  label {
    font-weight: 550;
  }

  .error,
  .notice {
    color: var(--inbox-danger);
  }

  .notice {
    padding: 0.625rem 0.75rem;
    border-radius: var(--inbox-radius);
    background: var(--inbox-danger-surface);
  }
`;
