import {css} from 'lit';

export const logOutQuestionStyles = css`
  dialog p {
    margin-block: 0.75rem 1.25rem;
  }
`;
