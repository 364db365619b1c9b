/** Reads the JavaScript heap of a page through the browser's developer tools. */
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

/** The browser's autofill keeps the last form and field in memory. No page can read them. */
const MEMORY_OF_BROWSER = /^blink::Web(?:FormElementObserver|Node)/;

export class Heap {
  readonly #cdp: CDPSession;

  private constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  static async of(page: Page): Promise<Heap> {
    return new Heap(await page.context().newCDPSession(page));
  }

  /** Counts the objects with this prototype (an expression) after a garbage collection. */
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
      // The developer tools would keep the result of the query alive.
      await this.#cdp.send('Runtime.releaseObjectGroup', {objectGroup});
    }
  }

  /** Counts the listeners of this object (an expression). */
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
   * Finds texts in the heap after a garbage collection, and for each text its shortest path from a root. The heap
   * snapshot cuts strings at 1,024 characters.
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
    // A breadth-first search from the root.
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
    // The developer tools keep console messages alive.
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
