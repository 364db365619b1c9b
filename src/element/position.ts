/** A corner of the window. */
export type Position = 'bottom-right' | 'bottom-left' | 'top-left' | 'top-right';
