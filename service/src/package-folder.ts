/** Where this package is. The built command lies as deep in it as this file does. */
export const PACKAGE_FOLDER = new URL('../', import.meta.url);
