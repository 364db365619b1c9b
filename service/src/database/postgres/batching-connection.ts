import {batchCalls} from './call-batch.js';
import type {CompiledQuery, DatabaseConnection, QueryResult} from 'kysely';
import type {PreparedCall} from '../prepare-query.js';
import type {Database} from '../schema.js';

interface WaitingCall {
  readonly call: PreparedCall;
  readonly resolve: (result: QueryResult<never>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sends the calls of one prepared query that are made at the same time as one statement. They must not depend on each other's
 * order. When such a statement fails, all of its calls fail, although perhaps only one of them is wrong.
 */
export class BatchingConnection implements DatabaseConnection {
  readonly #db: Database;
  readonly #connection: DatabaseConnection;
  readonly #mayBatch: boolean;
  #waiting: WaitingCall[] = [];
  #hasFailed = false;

  /** @param mayBatch - False: each call is a statement of its own. */
  constructor(db: Database, connection: DatabaseConnection, mayBatch: boolean) {
    this.#db = db;
    this.#connection = connection;
    this.#mayBatch = mayBatch;
  }

  /** Whether a statement of several calls has failed. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (!this.#mayBatch || !isPreparedCall(query)) return this.#connection.executeQuery(query);
    return new Promise((resolve, reject) => {
      // Runs when all that can go on now has made its call.
      if (!this.#waiting.length) process.nextTick(() => this.#send());
      this.#waiting.push({call: query, resolve, reject});
    });
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#connection.streamQuery(query, chunkSize);
  }

  #send(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const batches = new Map<PreparedCall['build'], Map<unknown, WaitingCall[]>>();
    for (const one of waiting) {
      const {build, values} = one.call;
      const byDomain = batches.get(build) ?? new Map<unknown, WaitingCall[]>();
      batches.set(build, byDomain);
      const batch = byDomain.get(values['domain']);
      if (batch) batch.push(one);
      else byDomain.set(values['domain'], [one]);
    }
    for (const byDomain of batches.values()) for (const calls of byDomain.values()) void this.#run(calls);
  }

  async #run(calls: readonly WaitingCall[]): Promise<void> {
    const [first] = calls;
    const batch =
      first && calls.length > 1
        ? batchCalls(
            this.#db,
            first.call.build,
            calls.map(({call}) => call.values),
          )
        : undefined;
    if (!batch) {
      for (const call of calls) this.#runAlone(call);
      return;
    }
    try {
      const {rows} = await this.#connection.executeQuery<never>(batch.query);
      const shares = batch.share(rows) as never[][];
      for (const [index, call] of calls.entries()) {
        const share = shares[index] ?? [];
        if (!share.length && batch.mayHide) this.#runAlone(call);
        else call.resolve({rows: share});
      }
    } catch (error) {
      this.#hasFailed = true;
      for (const {reject} of calls) reject(error);
    }
  }

  #runAlone({call, resolve, reject}: WaitingCall): void {
    this.#connection.executeQuery<never>(call).then(resolve, reject);
  }
}

function isPreparedCall(query: CompiledQuery): query is PreparedCall {
  return 'build' in query;
}
