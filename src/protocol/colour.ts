/** A colour of an app, `#rrggbb`, or `''`. A file of its own, because every page loads it. */
export const COLOUR_PATTERN = /^(#[\dA-Fa-f]{6})?$/;
