/** The conversations that the agent has selected in the list, to reject them at once. */
export interface Selection {
  /** Whether the list has check boxes. */
  readonly isOn: boolean;
  /** They are in the list that is shown. */
  readonly ids: ReadonlySet<string>;
  readonly rejection: Rejection | undefined;
}

/** The newest rejection of the selected conversations. */
export interface Rejection {
  readonly isRunning: boolean;
  /** How many are to be rejected, and how many were. */
  readonly total: number;
  readonly rejected: number;
}

export const NOTHING_SELECTED: Selection = Object.freeze<Selection>({
  isOn: false,
  ids: new Set(),
  rejection: undefined,
});
