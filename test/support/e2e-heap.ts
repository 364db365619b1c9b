/** What the scripts of a page keep in memory, as the browser's own tools for developers see it. */
import type {CDPSession, Page} from 'playwright-core';

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[], ...unknown[]];
      readonly edge_fields: readonly string[];
      readonly edge_types: readonly [readonly string[], ...unknown[]];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

/** The browser itself remembers the form and the field used last, for filling in. No page gets at what it remembers. */
const MEMORY_OF_BROWSER = /^blink::Web(?:FormElementObserver|Node)/;

export class Heap {
  readonly #cdp: CDPSession;

  private constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  static async of(page: Page): Promise<Heap> {
    return new Heap(await page.context().newCDPSession(page));
  }

  /** How many objects of this prototype (an expression) something still holds, after everything else was thrown away. */
  async count(prototype: string): Promise<number> {
    const objectGroup = 'counted';
    try {
      const {result} = await this.#cdp.send('Runtime.evaluate', {expression: prototype, objectGroup});
      if (!result.objectId) return 0;
      const {objects} = await this.#cdp.send('Runtime.queryObjects', {
        prototypeObjectId: result.objectId,
        objectGroup,
      });
      const {result: length} = await this.#cdp.send('Runtime.callFunctionOn', {
        functionDeclaration: 'function () { return this.length; }',
        objectId: objects.objectId ?? '',
        returnByValue: true,
      });
      return length.value as number;
    } finally {
      // What is asked for here would be held by it.
      await this.#cdp.send('Runtime.releaseObjectGroup', {objectGroup});
    }
  }

  /** How many listeners this object (an expression) has. */
  async listeners(object: string): Promise<number> {
    const objectGroup = 'listened to';
    try {
      const {result} = await this.#cdp.send('Runtime.evaluate', {expression: object, objectGroup});
      const {listeners} = await this.#cdp.send('DOMDebugger.getEventListeners', {objectId: result.objectId ?? ''});
      return listeners.length;
    } finally {
      await this.#cdp.send('Runtime.releaseObjectGroup', {objectGroup});
    }
  }

  /**
   * The texts that something still holds, after everything else was thrown away, each with what holds it: the shortest
   * way from a root of the heap. What the heap knows of a string is cut at 1,024 characters.
   */
  async holdersOf(texts: readonly string[]): Promise<Record<string, string>> {
    const {nodes, edges, strings, snapshot} = await this.#takeSnapshot();
    if (!texts.some((text) => strings.some((string) => string.includes(text)))) return {};
    const {node_fields: nodeFields, edge_fields: edgeFields, node_types, edge_types} = snapshot.meta;
    const [nodeTypes] = node_types;
    const [edgeTypes] = edge_types;
    const [nodeSize, edgeSize] = [nodeFields.length, edgeFields.length];
    const field = (node: number, name: string) => nodes[node + nodeFields.indexOf(name)] ?? 0;
    const name = (node: number) => strings[field(node, 'name')] ?? '';

    const firstEdges = new Map<number, number>();
    let edge = 0;
    for (let node = 0; node < nodes.length; node += nodeSize) {
      firstEdges.set(node, edge);
      edge += field(node, 'edge_count') * edgeSize;
    }
    // Breadth first, from the root.
    const cameFrom = new Map<number, {node: number; by: string}>();
    const queue = [0];
    const found: Record<string, string> = {};
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at] ?? 0;
      const type = nodeTypes[field(node, 'type')] ?? '';
      if (type.includes('string')) {
        for (const text of texts) if (name(node).includes(text)) found[text] ??= way(node);
      }
      const first = firstEdges.get(node) ?? 0;
      for (let next = first; next < first + field(node, 'edge_count') * edgeSize; next += edgeSize) {
        const edgeType = edgeTypes[edges[next] ?? 0] ?? '';
        const to = edges[next + 2] ?? 0;
        if (edgeType === 'weak' || to === 0 || cameFrom.has(to)) continue;
        const label = edges[next + 1] ?? 0;
        const by = edgeType === 'element' || edgeType === 'hidden' ? `${label}` : (strings[label] ?? '');
        if (MEMORY_OF_BROWSER.test(by)) continue;
        cameFrom.set(to, {node, by});
        queue.push(to);
      }
    }
    return found;

    function way(end: number): string {
      const steps: string[] = [];
      for (let node = end, step = cameFrom.get(node); step; node = step.node, step = cameFrom.get(node)) {
        steps.unshift(`${step.by}: ${name(node).slice(0, 60)}`);
      }
      return steps.join(' → ');
    }
  }

  async #takeSnapshot(): Promise<Snapshot> {
    // The browser keeps the messages of the console for its developer tools.
    await this.#cdp.send('Runtime.discardConsoleEntries');
    await this.#cdp.send('HeapProfiler.collectGarbage');
    const chunks: string[] = [];
    const collect = ({chunk}: {chunk: string}) => void chunks.push(chunk);
    this.#cdp.on('HeapProfiler.addHeapSnapshotChunk', collect);
    await this.#cdp.send('HeapProfiler.takeHeapSnapshot', {reportProgress: false});
    this.#cdp.off('HeapProfiler.addHeapSnapshotChunk', collect);
    return JSON.parse(chunks.join('')) as Snapshot;
  }
}
