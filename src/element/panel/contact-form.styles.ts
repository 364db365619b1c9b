import {css} from 'lit';

export const contactFormStyles = css`
  form {
    display: grid;
    gap: 12px;
    padding: 16px 20px 20px;
    border-top: 1px solid var(--helpshift-chat-border);
    overflow: auto;
  }
  label {
    display: grid;
    gap: 4px;
    font-size: 14px;
  }
  input {
    box-sizing: border-box;
    height: 44px;
    padding: 0 14px;
    border: 1px solid var(--helpshift-chat-text-muted);
    border-radius: 12px;
    font: inherit;
    font-size: 16px;
    color: inherit;
    background: var(--helpshift-chat-surface-agent);
    outline-offset: -1px;
  }
  form button,
  form button:hover {
    width: auto;
    border-radius: 22px;
    font-weight: 600;
    color: var(--helpshift-chat-on-accent);
    background: var(--_accent);
    outline-offset: 2px;
  }
`;
