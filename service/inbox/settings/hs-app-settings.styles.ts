import {css} from 'lit';

export const appSettingsStyles = css`
  section {
    padding: 1.25rem clamp(1rem, 3vw, 1.5rem);
    border-block-start: 1px solid var(--inbox-line);
  }
`;
