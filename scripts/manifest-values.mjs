/**
 * What custom-elements.json gets from the code itself, because the analyzer reads no types and does not know our base
 * class: the names of the attributes, the values and defaults of properties and attributes, the data of events.
 */

/**
 * @typedef {import('typescript')} TypeScript
 * @typedef {import('typescript').Node} Node
 * @typedef {import('typescript').Type} Type
 * @typedef {import('typescript').TypeChecker} TypeChecker
 * @typedef {import('typescript').ClassDeclaration} ClassNode
 * @typedef {import('custom-elements-manifest/schema.js').Module} Module
 * @typedef {import('custom-elements-manifest/schema.js').ClassDeclaration & Partial<import('custom-elements-manifest/schema.js').CustomElement>} Declaration
 * @typedef {import('custom-elements-manifest/schema.js').ClassField & {attribute?: string}} Field
 * @typedef {import('custom-elements-manifest/schema.js').Event & {detail?: {text: string}}} ChatEvent `detail` is ours
 * @typedef {{ts: TypeScript, node: Node, moduleDoc: Module}} AnalyzePhase
 * @typedef {{readonly properties: Readonly<Record<string, {readonly type?: string}>>, readonly observedAttributes: readonly string[]}} ElementClass
 */

// What a page may give, too, in the place of a value.
const EMPTY = /( \| (?:null|undefined))*$/;

/**
 * Names the attributes as the class does, and gives them the values and the defaults of their properties. A switch is
 * `false` by default.
 *
 * @param {Readonly<Record<string, ElementClass>>} classes by their names
 */
export function classAttributes(classes) {
  return {
    name: 'class-attributes',
    /** @param {AnalyzePhase} phase */
    analyzePhase({ts, node, moduleDoc}) {
      const declaration = ts.isClassDeclaration(node) && declarationOf(node, moduleDoc);
      const element = declaration && classes[declaration.name];
      if (!element) return;
      Object.entries(element.properties).forEach(([property, {type}], index) => {
        const name = element.observedAttributes[index];
        const field = fieldOf(declaration, property);
        const attribute = declaration.attributes?.find(({fieldName}) => fieldName === property);
        if (!field || !attribute || !name) return;
        field.attribute = attribute.name = name;
        if (field.type) attribute.type = {text: field.type.text.replace(EMPTY, '')};
        if (type === 'switch') field.default = 'false';
        // As in code, `'left'`, for a property; the bare text for an attribute.
        if (field.default) attribute.default = field.default.replace(/^'(.*)'$/, '$1');
      });
    },
  };
}

/**
 * Adds values to a property that the code declares as `string`.
 *
 * @param {Readonly<Record<string, readonly string[]>>} values by the property's name
 */
export function knownValues(values) {
  return {
    name: 'known-values',
    /** @param {AnalyzePhase} phase */
    analyzePhase({ts, node, moduleDoc}) {
      const declaration = ts.isClassDeclaration(node) && declarationOf(node, moduleDoc);
      if (!declaration) return;
      for (const [property, texts] of Object.entries(values)) describeValues(declaration, property, texts.map(quoted));
    },
  };
}

/** Reads the types: lists the values behind a name such as `Position`, and the data of each event. */
export function checkedTypes() {
  /** @type {TypeChecker} */
  let checker;
  return {
    /**
     * Makes the modules for the analyzer's option `overrideModuleCreation`, so that their types are known.
     *
     * @param {{ts: TypeScript, globs: readonly string[]}} parameters
     */
    createModules({ts, globs}) {
      const {ESNext} = ts.ScriptTarget;
      const {Bundler} = ts.ModuleResolutionKind;
      const options = {
        target: ESNext,
        module: ts.ModuleKind.ESNext,
        moduleResolution: Bundler,
        strict: true,
        types: [],
      };
      const program = ts.createProgram(globs, options);
      checker = program.getTypeChecker();
      // A file that another one imports has its whole path.
      return globs.map((file) => Object.assign(/** @type {object} */ (program.getSourceFile(file)), {fileName: file}));
    },
    plugin: {
      name: 'checked-types',
      /** @param {AnalyzePhase} phase */
      analyzePhase({ts, node, moduleDoc}) {
        const declaration = ts.isClassDeclaration(node) && declarationOf(node, moduleDoc);
        if (!declaration) return;
        describeFields(declaration, /** @type {ClassNode} */ (node), checker, ts);
        describeEvents(declaration, node, checker, ts);
      },
    },
  };
}

/**
 * @param {Declaration} declaration
 * @param {ClassNode} node
 * @param {TypeChecker} checker
 * @param {TypeScript} ts
 */
function describeFields(declaration, node, checker, ts) {
  for (const member of node.members) {
    if (!ts.isPropertyDeclaration(member) && !ts.isGetAccessor(member)) continue;
    const values = valuesOf(checker.getTypeAtLocation(member), checker);
    if (values.length) describeValues(declaration, member.name.getText(), values);
  }
}

/**
 * Finds each event where TypeScript finds it for a page, in the map of all events.
 *
 * @param {Declaration} declaration
 * @param {Node} node
 * @param {TypeChecker} checker
 * @param {TypeScript} ts
 */
function describeEvents({events = []}, node, checker, ts) {
  const interfaces = checker.getSymbolsInScope(node, ts.SymbolFlags.Interface);
  const map = interfaces.find(({name}) => name === 'GlobalEventHandlersEventMap');
  for (const event of /** @type {ChatEvent[]} */ (events)) {
    // Without a description it is none of ours: see `publicOnly`.
    if (!event.description) continue;
    const type = map && checker.getDeclaredTypeOfSymbol(map).getProperty(event.name);
    if (!type) throw new Error(`${event.name} has no line in GlobalEventHandlersEventMap`);
    const detail = checker.getTypeOfSymbol(type).getProperty('detail');
    if (detail) event.detail = {text: detailOf(checker.getTypeOfSymbol(detail), checker, ts)};
  }
}

/**
 * @param {ClassNode} node
 * @param {Module} moduleDoc
 */
function declarationOf(node, moduleDoc) {
  const found = moduleDoc.declarations?.find(({name}) => name === node.name?.text);
  return /** @type {Declaration | undefined} */ (found);
}

/**
 * @param {Declaration} declaration
 * @param {string} property
 * @returns {Field | undefined}
 */
function fieldOf({members}, property) {
  const member = members?.find(({name}) => name === property);
  return member?.kind === 'field' ? member : undefined;
}

/**
 * @param {Declaration} declaration
 * @param {string} property
 * @param {readonly string[]} values as in code, in quotation marks
 */
function describeValues(declaration, property, values) {
  const field = fieldOf(declaration, property);
  if (field?.type) field.type.text = values.join(' | ') + (EMPTY.exec(field.type.text)?.[0] ?? '');
}

/**
 * Returns the texts that a type consists of, beside `null` and `undefined`; none when it holds anything else.
 *
 * @param {Type} type
 * @param {TypeChecker} checker
 */
function valuesOf(type, checker) {
  const parts = checker.getNonNullableType(type);
  const types = parts.isUnion() ? parts.types : [];
  return types.every((part) => part.isStringLiteral()) ? types.map(({value}) => quoted(value)) : [];
}

/**
 * Writes the type of an event's data in one line. Of data in several forms it names the keys alone.
 *
 * @param {Type} type
 * @param {TypeChecker} checker
 * @param {TypeScript} ts
 */
function detailOf(type, checker, ts) {
  if (type.flags & ts.TypeFlags.Null) return 'null';
  const fields = checker.getPropertiesOfType(type).map((field) => {
    const isOptional = (field.flags & ts.SymbolFlags.Optional) !== 0;
    const name = isOptional ? `${field.name}?` : field.name;
    const values = checker.getTypeOfSymbol(field);
    const typeText = checker.typeToString(values).replace(isOptional ? / \| undefined$/ : '', '');
    const text = valuesOf(values, checker).join(' | ') || typeText;
    return {isOptional, text: type.isUnion() ? name : `${name}: ${text.replaceAll('"', "'")}`};
  });
  const ordered = fields.sort((a, b) => Number(a.isOptional) - Number(b.isOptional));
  return `{${ordered.map(({text}) => text).join(', ')}}`;
}

/** @param {string} text */
function quoted(text) {
  return `'${text}'`;
}
