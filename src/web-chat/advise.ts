/** The functions of `advice.ts`. */
export type Advice = typeof import('./advice.js');

/** Tells the page's developer something in the console. The texts load late. */
export type Advise = (tell: (advice: Advice) => void) => void;
