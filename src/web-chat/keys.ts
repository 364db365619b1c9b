/** The keys of an object: each text is a type, as `typeof` says it, and the names of the keys that have it. */
export type Keys = readonly string[];
