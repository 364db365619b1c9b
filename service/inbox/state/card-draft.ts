/** The rules for the actions of a card that is being written. All functions are pure. */
import {actionAddress, CARD_LABEL_LIMIT_CHARS, CARD_TARGET_LIMIT_CHARS, type CardAction} from 'helpshift-chat/protocol';

export type ActionProblem = 'missing' | 'too-long' | 'no-link' | 'no-phone-number';

/** What is wrong with the two texts of an action. */
export interface ActionProblems {
  readonly label?: ActionProblem | undefined;
  readonly target?: ActionProblem | undefined;
}

export const NEW_ACTION: CardAction = Object.freeze<CardAction>({kind: 'link', label: '', target: ''});

/** The action as it is sent: without the spaces around its texts. */
export function trimmedAction({kind, label, target}: CardAction): CardAction {
  return {kind, label: label.trim(), target: target.trim()};
}

export function actionProblems(written: CardAction): ActionProblems {
  const action = trimmedAction(written);
  const {kind, label, target} = action;
  const refused = kind === 'call' ? 'no-phone-number' : 'no-link';
  return {
    label: lengthProblem(label, CARD_LABEL_LIMIT_CHARS),
    target:
      lengthProblem(target, CARD_TARGET_LIMIT_CHARS) ?? (actionAddress(action) === undefined ? refused : undefined),
  };
}

export function hasProblem(action: CardAction): boolean {
  const {label, target} = actionProblems(action);
  return label !== undefined || target !== undefined;
}

function lengthProblem(text: string, limit: number): ActionProblem | undefined {
  if (text === '') return 'missing';
  return text.length > limit ? 'too-long' : undefined;
}
