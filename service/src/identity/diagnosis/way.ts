import type {Mistake} from '../../../contract/diagnosis-texts.js';

/** One possible way to do a step, with the mistakes that it is. The right way has none. */
export interface Way<T> {
  readonly value: T;
  readonly mistakes: readonly Mistake[];
}

export function right<T>(value: T): Way<T> {
  return {value, mistakes: []};
}

export function wrong<T>(value: T, ...mistakes: readonly [Mistake, ...Mistake[]]): Way<T> {
  return {value, mistakes};
}
