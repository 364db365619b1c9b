import type {ChatModel} from '../chat-model.js';
import {isOver, isResolutionOpen} from './farewell/is-over.js';
import {mustAsk} from './identity-bot/must-ask.js';

/** An element of the panel that loads late, with its own folder. It takes all that it needs from `chatContext`. */
export interface PartDescription {
  /** The name of the element, which the code defines. */
  readonly name: string;
  /** When the panel shows it. */
  readonly isNeeded: (model: ChatModel) => boolean;
  readonly load: () => Promise<unknown>;
}

/** What stands in the place of the composer, the first one that is needed. */
export const FORMS: readonly PartDescription[] = [
  {
    name: 'hs-farewell',
    isNeeded: (model) => isResolutionOpen(model) || isOver(model),
    load: () => import('./farewell/index.js'),
  },
  {name: 'hs-contact-form', isNeeded: mustAsk, load: () => import('./identity-bot/index.js')},
];
