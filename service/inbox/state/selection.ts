/** How the agent selects conversations, and what becomes of those that are selected. All functions are pure. */
import {isListed} from './lists.js';
import type {Rejection, Selection} from './selection-state.js';
import type {InboxState} from './state.js';

/** Selects conversations, or the contrary. */
export function withSelected(selection: Selection, ids: readonly string[], isSelected: boolean): Selection {
  const next = new Set(selection.ids);
  for (const id of ids) {
    if (isSelected) next.add(id);
    else next.delete(id);
  }
  return {...selection, ids: next, rejection: withoutOld(selection.rejection)};
}

/** Begins to reject all that is selected. */
export function withRejection(selection: Selection): Selection {
  const {ids, rejection} = selection;
  if (rejection?.isRunning || !ids.size) return selection;
  return {...selection, rejection: {isRunning: true, total: ids.size, rejected: 0}};
}

/** A result is shown until the agent selects again. */
function withoutOld(rejection: Rejection | undefined): Rejection | undefined {
  return rejection?.isRunning ? rejection : undefined;
}

/** A conversation that has left the list is not selected any more: the agent does not see it. */
export function withoutUnlisted(state: InboxState): InboxState {
  const {ids} = state.selection;
  const listed = [...ids].filter((id) => isListed(state, id));
  return listed.length === ids.size ? state : {...state, selection: {...state.selection, ids: new Set(listed)}};
}
