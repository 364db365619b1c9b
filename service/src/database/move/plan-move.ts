/** The move of an installation, as its target notes it. */
export interface MoveNote {
  /** Recognises the installation that is moved. */
  readonly source: string;
  /** Recognises the contents of the source: another text after each change. */
  readonly contents: string;
  /** Recognises the command that moves. The newest one alone may write. */
  readonly run: string;
  /** Whether the copy was found to be equal. */
  readonly isFinished: boolean;
}

/**
 * What a move does: copy into an empty target, go on where an unfinished move has ended, remove what that has copied and copy
 * again, because the source has changed since, or only compare, because the move is finished.
 */
export type MovePlan = 'copy' | 'go-on' | 'copy-again' | 'compare';

/** Decides what a move does with its target; `undefined` when it must not touch it. */
export function planMove(
  {source, contents}: Pick<MoveNote, 'source' | 'contents'>,
  target: {readonly note: MoveNote | undefined; readonly isEmpty: boolean},
): MovePlan | undefined {
  const {note, isEmpty} = target;
  if (!note) return isEmpty ? 'copy' : undefined;
  if (note.source !== source) return undefined;
  if (note.isFinished) return 'compare';
  return note.contents === contents ? 'go-on' : 'copy-again';
}
