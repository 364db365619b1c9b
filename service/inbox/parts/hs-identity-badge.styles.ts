import {css} from 'lit';

export const identityBadgeStyles = css`
  :host {
    display: inline-block;
    flex: none;
  }

  .badge {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    padding: 0.0625rem 0.5rem 0.0625rem 0.375rem;
    padding-inline: 0.375rem 0.5rem;
    border: 1px solid currentcolor;
    border-radius: 999px;
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1.4;
    white-space: nowrap;
  }

  .verified {
    background: var(--inbox-verified-surface);
    color: var(--inbox-verified);
  }

  .not-verified {
    border-style: dashed;
    background: var(--inbox-doubt-surface);
    color: var(--inbox-doubt);
  }

  .anonymous {
    background: var(--inbox-neutral-surface);
    color: var(--inbox-neutral);
  }

  svg {
    inline-size: 0.75rem;
    block-size: 0.75rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2.25;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;
