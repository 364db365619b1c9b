import {askPostgres} from './servers/postgres.js';
import {tapPostgres} from './servers/postgres-tap.js';
import type {Owner} from './servers/server-process.js';

/** A step of a plan: https://www.postgresql.org/docs/current/using-explain.html */
export interface PlanNode {
  readonly 'Node Type': string;
  /** `Outer`: the input of the step above. */
  readonly 'Parent Relationship'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Filter?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'Temp Written Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** A statement that has run, also one that checks a foreign key of another one. */
export interface RunStatement {
  /** With placeholders for its values. */
  readonly text: string;
  readonly plan: PlanNode;
}

/** The server tells its client how it has run each statement. */
const EXPLAINING = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_level': 'notice',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_format': 'json',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_nested_statements': 'on',
};

export interface StatementRecorder {
  /** The address of the same database. What is sent to it is recorded. */
  readonly url: string;
  /** The statements since the last call. What a failed statement did is not among them. */
  readonly take: () => RunStatement[];
}

/** Records how PostgreSQL runs the statements of a service, with their real values. */
export async function recordStatements(owner: Owner, url: string): Promise<StatementRecorder> {
  const database = new URL(url).pathname.slice(1);
  for (const [name, value] of Object.entries(EXPLAINING)) {
    await askPostgres(url, `alter database ${database} set ${name} = '${value}'`);
  }
  const tap = await tapPostgres(owner, url);
  return {url: tap.url, take: () => tap.notices.splice(0).flatMap(readNotice)};
}

/** As `duration: 0.02 ms  plan:` and then JSON. */
function readNotice(notice: string): RunStatement[] {
  const beginning = /^duration: [\d.]+ ms {2}plan:\n/.exec(notice);
  if (!beginning) return [];
  const {'Query Text': text, Plan: plan} = JSON.parse(notice.slice(beginning[0].length)) as {
    'Query Text': string;
    Plan: PlanNode;
  };
  return [{text, plan}];
}

/** All steps of a plan. */
export function stepsOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(stepsOf)];
}

/** The tables that a statement reads or changes. */
export function tablesOf({plan}: RunStatement): string[] {
  return stepsOf(plan).flatMap((step) => step['Relation Name'] ?? []);
}

/** The tables that a statement reads without a limit to domains that the caller names. */
export function tablesOfAllDomains({plan}: RunStatement, tables: ReadonlySet<string>): string[] {
  return stepsOf(plan)
    .filter((step) => tables.has(step['Relation Name'] ?? '') && step['Node Type'].includes('Scan'))
    .filter((step) => !isOfGivenDomain(step))
    .map((step) => step['Relation Name'] ?? '');
}

/** `domain` equals a value of the statement, or is one of several. PostgreSQL passes it on to tables that are joined by it. */
const DOMAIN_IS_GIVEN = /^domain = (?:'|\$\d|ANY \()/;

function isOfGivenDomain(step: PlanNode): boolean {
  if (conditionsOf(step).some((condition) => DOMAIN_IS_GIVEN.test(condition))) return true;
  // The steps below a bitmap scan look for its rows in indexes.
  return step['Node Type'].startsWith('Bitmap') && !!step.Plans && step.Plans.every(isOfGivenDomain);
}

/** What must be true of each row that a step reads. */
function conditionsOf(step: PlanNode): string[] {
  return [step['Index Cond'], step.Filter].flatMap((text) => (text === undefined ? [] : conjunctsOf(text)));
}

/** Splits `((a) AND (b))`, but not what is inside of `a` and `b`. */
function conjunctsOf(condition: string): string[] {
  const parts: string[] = [];
  let [depth, isText, begin] = [0, false, 0];
  const inner = condition.slice(1, -1);
  for (let at = 0; at <= inner.length; at++) {
    const letter = inner[at];
    if (letter === "'") isText = !isText;
    if (isText) continue;
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    const isEnd = at === inner.length || (depth === 0 && inner.startsWith(' AND ', at));
    if (!isEnd) continue;
    parts.push(inner.slice(begin, at));
    begin = at + ' AND '.length;
  }
  const [only = '', ...others] = parts;
  return others.length ? parts.flatMap(conjunctsOf) : [only];
}
