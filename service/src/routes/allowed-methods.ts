import type {Routes} from './parts.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of a route that ends with `*`: whether there is a file at the rest of the path. Absent: nobody knows. */
    hasFile?: (rest: string) => boolean;
  }
}

interface KnownRoute {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly hasFile: (rest: string) => boolean;
}

/**
 * Follows the routes that are added from now on.
 *
 * @returns A function that lists the methods of an address, in order. None: there is nothing at this address. `OPTIONS` is left out,
 * which answers for addresses without anything, too.
 */
export function followRoutes(routes: Routes): (url: string) => readonly string[] {
  const known: KnownRoute[] = [];
  routes.addHook('onRoute', ({method, url, config}) => {
    const isWildcard = url.endsWith('*');
    const hasFile = config?.hasFile ?? ((): boolean => !isWildcard);
    known.push({methods: [method].flat().filter((name) => name !== 'OPTIONS'), path: pathPattern(url), hasFile});
  });
  return (url) => {
    const path = url.split('?', 1)[0] ?? '';
    const here = known.filter((route) => {
      const match = route.path.exec(path);
      return match && route.hasFile(decoded(match.groups?.['rest'] ?? ''));
    });
    return [...new Set(here.flatMap(({methods}) => methods))].sort();
  };
}

/** The pattern of a route such as `/v1/apps/:domain/:platformId` or `/inbox/*`. */
function pathPattern(url: string): RegExp {
  const steps = url.replace(/[.+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${steps.replace(/:\w+/g, '[^/]+').replace(/\*$/, '(?<rest>.*)')}$`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // Not encoded as an address, so no file's name.
  }
}
