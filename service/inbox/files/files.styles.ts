import {css} from 'lit';

/** Icons of files, and buttons that are an icon. */
export const fileStyles = css`
  svg {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .file-icon {
    inline-size: 1.75rem;
    block-size: 1.75rem;
    stroke-width: 1.25;
    color: var(--inbox-text-muted);
  }

  button.icon {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2.75rem;
    padding: 0;
  }

  .name {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
    font-weight: 550;
  }

  .facts,
  .problem {
    font-size: 0.8125rem;
  }

  .facts {
    color: var(--inbox-text-muted);
  }

  .problem {
    color: var(--inbox-danger);
  }
`;
