/** The README's tables of what a page can use, made from custom-elements.json. */

/**
 * @typedef {import('custom-elements-manifest/schema.js').Package} Package
 * @typedef {import('custom-elements-manifest/schema.js').ClassDeclaration & Partial<import('custom-elements-manifest/schema.js').CustomElement>} Declaration
 * @typedef {import('custom-elements-manifest/schema.js').Attribute} Attribute
 * @typedef {import('custom-elements-manifest/schema.js').ClassField & {readonly?: boolean}} Field
 * @typedef {import('custom-elements-manifest/schema.js').Event & {detail?: {text: string}}} ChatEvent
 * @typedef {{readonly name: string, readonly description?: string}} Described
 */

/**
 * Returns the tables of one element by the names of their places in the README. A description gives its first paragraph;
 * the others are for editors.
 *
 * @param {Package} manifest
 * @param {string} tagName
 * @returns {Readonly<Record<string, string>>}
 */
export function tablesOf(manifest, tagName) {
  const element = manifest.modules
    .flatMap(({declarations = []}) => /** @type {Declaration[]} */ (declarations))
    .find((declaration) => declaration.tagName === tagName);
  if (!element) throw new Error(`custom-elements.json has no element ${tagName}`);
  const {members = [], attributes = [], events = [], cssProperties = [], cssParts = []} = element;
  const state = members
    .filter((member) => member.kind === 'field')
    .filter((/** @type {Field} */ field) => field.readonly);
  const methods = members.filter(({kind}) => kind === 'method');
  return {
    attributes: table(
      ['attribute', 'property', 'meaning'],
      attributes.map((attribute) => [code(attribute.name), code(attribute.fieldName), meaningOf(attribute)]),
    ),
    methods: table(
      ['method', 'effect'],
      methods.map((method) => [code(`${method.name}()`), summaryOf(method)]),
    ),
    state: table(
      ['read-only property', 'value'],
      state.map((field) => [code(field.name), meaningOf(field)]),
    ),
    events: table(
      ['event', 'detail', 'when'],
      events.map((/** @type {ChatEvent} */ event) => [code(event.name), code(event.detail?.text), summaryOf(event)]),
    ),
    'custom properties': table(
      ['custom property', 'default', 'what'],
      cssProperties.map((property) => [code(property.name), code(property.default), summaryOf(property)]),
    ),
    parts: table(
      ['part', 'what'],
      cssParts.map((part) => [code(part.name), summaryOf(part)]),
    ),
  };
}

/**
 * Puts each table between its comments, `<!-- methods -->` and `<!-- /methods -->`.
 *
 * @param {string} text
 * @param {Readonly<Record<string, string>>} tables
 */
export function withTables(text, tables) {
  return Object.entries(tables).reduce((filled, [name, table]) => {
    const [first, last] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [filled.indexOf(first), filled.indexOf(last)];
    if (from < 0 || to < from) throw new Error(`The table has no place: ${first} … ${last}`);
    return `${filled.slice(0, from)}${first}\n\n${table}\n\n${filled.slice(to)}`;
  }, text);
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

/** @param {string | undefined} text */
function code(text) {
  return text ? `\`${text}\`` : '';
}

/** @param {Described} described */
function summaryOf({description = ''}) {
  return (description.split('\n\n')[0] ?? '').replace(/\s+/g, ' ').trim();
}

/**
 * The summary with the values, if there are some to choose from, and the default.
 *
 * @param {Pick<Attribute, 'name' | 'description' | 'type' | 'default'>} described
 */
function meaningOf(described) {
  const {type, default: initial} = described;
  const values = [...(type?.text ?? '').matchAll(/'([^']*)'/g)].map(([, value]) => value);
  const choice = values.map((value) => (value === initial ? `${code(value)} (default)` : code(value)));
  if (values.length) return `${summaryOf(described)} One of ${choice.join(', ')}.`;
  return initial ? `${summaryOf(described)} Default: ${code(initial)}.` : summaryOf(described);
}
