/**
 * What the analyzer gets wrong for custom-elements.json: it lists private members, makes an event of each
 * `dispatchEvent(new …)`, forgets a return type that has a `@returns` sentence, and names sources that are not published.
 */
import {posix} from 'node:path';

/**
 * @typedef {import('custom-elements-manifest/schema.js').Package} Package
 * @typedef {import('custom-elements-manifest/schema.js').Module} Module
 * @typedef {import('custom-elements-manifest/schema.js').ClassDeclaration} ClassDeclaration
 * @typedef {import('custom-elements-manifest/schema.js').CustomElement} CustomElement
 * @typedef {import('custom-elements-manifest/schema.js').ClassMember} ClassMember
 */

/** Keeps what a page may use: no private, protected or static members, no event without a description. */
export function publicOnly() {
  return {
    name: 'public-only',
    /** @param {{customElementsManifest: Package}} parameters */
    packageLinkPhase({customElementsManifest}) {
      for (const declaration of classesOf(customElementsManifest.modules)) {
        const {members, events, attributes} = declaration;
        if (members) declaration.members = members.filter(isPublic);
        if (events) declaration.events = events.filter(({description}) => description);
        const isLeft = (/** @type {string | undefined} */ field) =>
          !field || declaration.members?.some(({name}) => name === field);
        if (attributes) declaration.attributes = attributes.filter(({fieldName}) => isLeft(fieldName));
      }
    },
  };
}

/** Gives methods with a `@returns` sentence their declared return type back. */
export function returnTypes() {
  return {
    name: 'return-types',
    /**
     * @param {{ts: typeof import('typescript'), node: import('typescript').Node, moduleDoc: Module}} parameters
     */
    analyzePhase({ts, node, moduleDoc}) {
      if (!ts.isClassDeclaration(node)) return;
      const declaration = classesOf([moduleDoc]).find(({name}) => name === node.name?.text);
      for (const member of node.members.filter(ts.isMethodDeclaration)) {
        const described = declaration?.members?.find(({name}) => name === member.name.getText());
        if (described?.kind !== 'method' || !member.type) continue;
        described.return = {...described.return, type: {text: member.type.getText()}};
      }
    },
  };
}

/** Names the published file of each module: `dist/index.js` for `src/index.ts`. */
export function publishedPaths() {
  return {
    name: 'published-paths',
    /** @param {{customElementsManifest: Package}} parameters */
    packageLinkPhase({customElementsManifest}) {
      // Files come in the order in which the disk gave them.
      customElementsManifest.modules.sort((a, b) => (a.path < b.path ? -1 : 1));
      for (const module of customElementsManifest.modules) {
        const folder = posix.dirname(module.path);
        module.path = publishedPath(module.path, folder);
        rewriteReferences(module, folder);
      }
    },
  };
}

/**
 * @param {object} value a part of the manifest, changed in place
 * @param {string} folder where the module is that it describes
 */
function rewriteReferences(value, folder) {
  for (const [key, inner] of /** @type {[string, unknown][]} */ (Object.entries(value))) {
    if (key === 'module' && typeof inner === 'string') Object.assign(value, {module: publishedPath(inner, folder)});
    else if (typeof inner === 'object' && inner !== null) rewriteReferences(inner, folder);
  }
}

/**
 * The analyzer writes one module as `src/a/b.ts`, `/src/a/b.js` or `./b.js`.
 *
 * @param {string} path
 * @param {string} folder
 */
function publishedPath(path, folder) {
  const fromRoot = path.startsWith('.') ? posix.join(folder, path) : path.replace(/^\//, '');
  return fromRoot.replace(/^src\/(.*)\.(?:ts|js)$/, 'dist/$1.js');
}

/**
 * @param {Module[]} modules
 * @returns {(ClassDeclaration & Partial<CustomElement>)[]}
 */
function classesOf(modules) {
  return modules.flatMap(({declarations = []}) => declarations.filter((declaration) => declaration.kind === 'class'));
}

/** @param {ClassMember} member */
function isPublic({name, privacy, static: isStatic}) {
  return (privacy ?? 'public') === 'public' && !isStatic && !name.startsWith('#');
}
