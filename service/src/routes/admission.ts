import {identify} from 'helpshift-chat/protocol';
import {sha256} from '../digest.js';
import {ServiceError} from '../errors.js';
import type {RequestLimits} from './rate-limits.js';
import type {FastifyReply} from 'fastify';
import type {SessionRequest} from 'helpshift-chat/protocol';

/**
 * Decides for which limit a claim counts. A claim with a token may be proved: then it counts for its user alone, and an office behind
 * one address gets all of its sessions. Whatever is not proved counts for the address.
 */
export class Admission {
  readonly #limits: RequestLimits;
  readonly #address: string;
  readonly #reply: FastifyReply;
  /** Absent: the claim has no token that could prove it. */
  readonly #user: string | undefined;
  #isCounted = false;

  constructor(limits: RequestLimits, claim: SessionRequest, address: string, reply: FastifyReply) {
    this.#limits = limits;
    this.#address = address;
    this.#reply = reply;
    this.#user = claim.userAuthToken ? claimedUser(claim) : undefined;
  }

  /** Refuses before the database is asked, as far as it is known by then. */
  async begin(): Promise<void> {
    if (this.#user === undefined) await this.#countForAddress();
    else await this.#limits.sessionsOfUser.require(this.#user, this.#reply);
  }

  /** The claim is accepted. */
  async accept(isProved: boolean): Promise<void> {
    if (!isProved || this.#user === undefined) return this.#countForAddress();
    this.#isCounted = true;
    return this.#limits.sessionsOfUser.take(this.#user, this.#reply);
  }

  /** Makes a session. A claim that is refused counts for the address. */
  async count<T>(make: () => Promise<T>): Promise<T> {
    try {
      return await make();
    } catch (error) {
      if (error instanceof ServiceError) await this.#countForAddress();
      throw error;
    }
  }

  async #countForAddress(): Promise<void> {
    if (this.#isCounted) return;
    this.#isCounted = true;
    await this.#limits.sessions.take(this.#address, this.#reply);
  }
}

/** Returns the key of the user whom a claim names; `undefined` when it names none. */
function claimedUser(request: SessionRequest): string | undefined {
  const {claim} = identify(request);
  if (claim.kind === 'anonymous') return undefined;
  const {domain, platformId} = request;
  return sha256(JSON.stringify([domain, platformId, claim.userId, claim.userEmail]));
}
