import type {CardAction} from './log.js';

// Not even in its path: browsers drop control characters, and an invisible one can make an address look like another.
const LINK = /^(?:https?:\/\/|mailto:|tel:)[^\s\p{Cc}\p{Cf}\p{Cs}]+$/iu;
const PHONE_NUMBER = /^\+?[\d\s()./-]*\d[\d\s()./-]*$/;

/**
 * The address that an action of a card leads to: http, https, mailto or tel. `undefined` for any other target, which must not
 * become a link.
 */
export function actionAddress({kind, target}: CardAction): string | undefined {
  if (kind === 'call') return PHONE_NUMBER.test(target) ? `tel:${target.replace(/[^+\d]/g, '')}` : undefined;
  return LINK.test(target) && URL.canParse(target) ? target : undefined;
}

/** Whether such an address leads to a page. Mail and phone must not leave an empty tab behind. */
export function isPageAddress(address: string): boolean {
  return /^http/i.test(address);
}
