import {nearestName} from './nearest-name.js';
import type {RuntimeErrors} from './runtime-errors.js';

// An element that is moved is looked at again.
const reported = new WeakMap<RuntimeErrors, Set<string>>();

/** Reports each of these attribute names that looks like one of the known names, once. */
export function reportMisspelt(names: readonly string[], known: readonly string[], errors: RuntimeErrors): void {
  const before = reported.get(errors) ?? new Set();
  reported.set(errors, before);
  for (const attribute of names) {
    const meant = nearestName(attribute, known);
    if (meant === undefined || before.has(attribute)) continue;
    before.add(attribute);
    const advice = `The attribute ${attribute} has no meaning. Write ${meant}.`;
    errors.tell({error: 'CONFIGURATION_INVALID', reason: 'ATTRIBUTE_MISSPELT', details: {attribute, meant}}, advice);
  }
}
