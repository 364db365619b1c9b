/** The folder of this package. The built command lies as deep in it as this file. */
export const PACKAGE_FOLDER = new URL('../', import.meta.url);
