/** Where a file can be downloaded: on this origin, and nowhere else. */
const PATH = /^\/v1\/downloads\/[\w-]+$/;

/** Parses the answer that offers a download. Returns its path. */
export function parseDownload(value: unknown): string | undefined {
  const {path} = (value ?? {}) as {path?: unknown};
  return typeof path === 'string' && PATH.test(path) ? path : undefined;
}
