import {AGENT_LIST_PAGE_LIMIT} from '../../src/limits.js';
import {stepsOf, type PlanNode, type RunStatement} from './statements.js';

/** How much a statement may do. Each number has a reason, and is small enough that a missing index exceeds it. */
export interface PlanLimits {
  /** Rows that are sorted: a page of the inbox's list, and one more that tells whether there is another page. */
  readonly sortedRows: number;
  /** Rows of large tables that are read and not used. */
  readonly removedRows: number;
  /** Blocks that a read of no row uses, in the cache or on the disk. An index is four blocks deep, and a query asks a few of them. */
  readonly readBlocks: number;
  readonly readBlocksOfRow: number;
  /** The same for a statement that writes. A conversation has ten indexes. */
  readonly writtenBlocks: number;
  readonly writtenBlocksOfRow: number;
}

export const PLAN_LIMITS: PlanLimits = {
  sortedRows: AGENT_LIST_PAGE_LIMIT + 1,
  removedRows: AGENT_LIST_PAGE_LIMIT + 1,
  readBlocks: 30,
  readBlocksOfRow: 6,
  writtenBlocks: 50,
  writtenBlocksOfRow: 10,
};

/** Finds what a statement does too much of. @param largeTables - Tables that must never be read from end to end. */
export function planProblems(
  {plan}: RunStatement,
  largeTables: ReadonlySet<string>,
  limits: PlanLimits = PLAN_LIMITS,
): string[] {
  const problems: string[] = [];
  for (const step of stepsOf(plan)) {
    const {'Node Type': kind, 'Relation Name': table = ''} = step;
    if (kind === 'Seq Scan' && largeTables.has(table)) problems.push(`reads all of ${table}`);
    const sorted = kind.includes('Sort') ? rowsOf(step.Plans?.[0]) : 0;
    if (sorted > limits.sortedRows) problems.push(`sorts ${sorted} rows`);
    const removed = largeTables.has(table) ? removedBy(step) : 0;
    if (removed > limits.removedRows) problems.push(`reads ${removed} rows of ${table} that it does not use`);
  }
  if (plan['Temp Written Blocks']) problems.push('writes temporary files');
  const [blocks, limit] = [blocksOf(plan), blocksLimit(plan, limits)];
  if (blocks > limit) problems.push(`uses ${blocks} blocks, and not ${limit} at the most`);
  return problems;
}

/** The blocks that a statement has used, in the cache or on the disk. */
export function blocksOf(plan: PlanNode): number {
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

function blocksLimit(plan: PlanNode, limits: PlanLimits): number {
  if (plan['Node Type'] !== 'ModifyTable') return limits.readBlocks + limits.readBlocksOfRow * rowsOf(plan);
  const changed = plan.Plans?.find((step) => step['Parent Relationship'] === 'Outer');
  return limits.writtenBlocks + limits.writtenBlocksOfRow * rowsOf(changed);
}

function rowsOf(step: PlanNode | undefined): number {
  return step ? step['Actual Rows'] * step['Actual Loops'] : 0;
}

function removedBy(step: PlanNode): number {
  const {'Rows Removed by Filter': byFilter = 0, 'Rows Removed by Index Recheck': byRecheck = 0} = step;
  return (byFilter + byRecheck) * step['Actual Loops'];
}
