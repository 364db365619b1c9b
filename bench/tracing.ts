import type {Browser, Page} from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time of the thread, in microseconds. */
  readonly tdur?: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Records the work of a page's main thread. No other page may be open. */
export async function startTracing(browser: Browser, page: Page): Promise<void> {
  const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await browser.startTracing(page, {categories});
}

/** Ends the record. @returns The processor time of each task, in milliseconds. */
export async function stopTracing(browser: Browser): Promise<readonly number[]> {
  const trace = JSON.parse((await browser.stopTracing()).toString()) as {readonly traceEvents: readonly TraceEvent[]};
  return mainThreadTasks(trace.traceEvents);
}

function mainThreadTasks(events: readonly TraceEvent[]): readonly number[] {
  const thread = ({pid, tid}: TraceEvent): string => `${pid} ${tid}`;
  const mainThreads = new Set(
    events.filter(({name, args}) => name === 'thread_name' && args['name'] === 'CrRendererMain').map(thread),
  );
  const tasks = events.filter((event) => event.name === 'RunTask' && mainThreads.has(thread(event)));
  if (tasks.length === 0) throw new Error('the browser does not tell of its tasks');
  return tasks.map(({tdur = 0}) => tdur / 1000);
}
