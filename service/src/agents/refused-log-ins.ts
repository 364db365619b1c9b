import {emailKey} from 'helpshift-chat/protocol';
import {hmacSha256} from '../digest.js';
import {LineLimit} from '../line-limit.js';
import {REFUSED_LOG_IN_LINES_LIMIT} from '../limits.js';
import {networkOf} from '../rate-limiter.js';
import type {RefusalCounts} from '../audit/refusal-counts.js';
import type {LimitName} from '../limits.js';
import type {Meters} from '../metrics/meters.js';
import type {FastifyBaseLogger} from 'fastify';

const INTERVAL_MS = 1000;
const DIGEST_CHARS = 12;

/** Why a log-in is refused: address or password is wrong, or a limit. */
export type LogInRefusalReason = 'wrong' | LimitName;

export interface LogInRefusal {
  readonly email: string;
  /** The network address. */
  readonly address: string;
  readonly reason: LogInRefusalReason;
}

export interface RefusedLogInsParts {
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
  readonly meters: Meters;
  readonly refusals: RefusalCounts;
  /** Makes digests that only this installation can compare. */
  readonly digestKey: Uint8Array;
}

/**
 * Tells the operator of each refused log-in: in the log, the audit log and the metrics. The log has digests of account and
 * network. Equal digests belong together. Nobody can read the account or the network from them.
 */
export class RefusedLogIns {
  readonly #parts: RefusedLogInsParts;
  readonly #lines: LineLimit;

  constructor(parts: RefusedLogInsParts) {
    this.#parts = parts;
    this.#lines = new LineLimit(REFUSED_LOG_IN_LINES_LIMIT, INTERVAL_MS, (count) =>
      parts.log.warn({count}, 'further log-ins were refused within a second'),
    );
  }

  tell({email, address, reason}: LogInRefusal): void {
    const {log, meters, refusals} = this.#parts;
    const network = networkOf(address);
    if (reason !== 'wrong') meters.refused(reason);
    refusals.add({kind: 'log-ins-refused', reason, network});
    this.#lines.add(() => {
      const digests = {account: this.#digest('account', emailKey(email)), network: this.#digest('network', network)};
      log.warn({...digests, reason}, 'a log-in was refused');
    });
  }

  /** Tells what was left out, before the service ends. */
  end(): void {
    this.#lines.end();
  }

  #digest(kind: string, text: string): string {
    return hmacSha256(this.#parts.digestKey, `${kind} ${text}`).toString('base64url').slice(0, DIGEST_CHARS);
  }
}
