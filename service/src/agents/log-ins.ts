import {emailKey} from 'helpshift-chat/protocol';
import {makeDeviceToken, readDeviceToken} from './device-token.js';
import {PasswordChecks} from './password-checks.js';
import {isPassword} from './passwords.js';
import {deriveKey} from '../digest.js';
import {addressKey, networkOf} from '../rate-limiter.js';
import type {Account, Agents} from './agents.js';
import type {LogInRefusalReason, RefusedLogIns} from './refused-log-ins.js';
import type {Agent} from '../../contract/session.js';
import type {Clocks} from '../clock.js';
import type {DatabaseEngine} from '../database/engine.js';
import type {LimitName, RateLimits} from '../limits.js';
import type {Limiter} from '../rate-limiter.js';

/** A person, or a program, who says that they are an agent. */
export interface LogInAttempt {
  readonly email: string;
  readonly password: string;
  /** The network address. */
  readonly address: string;
  /** A result of `browserName`. */
  readonly browser: string | null;
  /** What a browser that has logged in before sends along. */
  readonly deviceToken: string | undefined;
  /** The session that the browser has at this time. A new one takes its place. */
  readonly sessionToken: string | undefined;
}

export interface LogIn {
  readonly agent: Agent;
  readonly sessionToken: string;
  readonly deviceToken: string;
  /** The id of the session that has ended. */
  readonly endedSessionId: string | undefined;
}

export interface RefusedLogIn {
  readonly reason: LogInRefusalReason;
  /** When to try again, in seconds; 0 for a wrong password. */
  readonly waitSeconds: number;
}

export interface LogInsParts extends Clocks {
  readonly agents: Agents;
  readonly refused: RefusedLogIns;
  readonly rateLimits: RateLimits;
  readonly sharedLimiter: DatabaseEngine['sharedLimiter'];
  /** The key of the installation that the key of devices follows from. */
  readonly sessionKey: Uint8Array;
}

type LimitOfLogIns = Extract<LimitName, 'log-ins' | 'log-ins-of-address' | 'log-ins-of-account'>;

/** How long a caller waits when too many passwords are being checked: a check takes a fifth of a second. */
const CHECKS_WAIT_SECONDS = 1;

/** Logs agents in, as fast and as often as the limits allow. */
export class LogIns {
  readonly #parts: LogInsParts;
  readonly #limiters: Readonly<Record<LimitOfLogIns, Limiter>>;
  readonly #checks = new PasswordChecks();
  readonly #deviceKey: Uint8Array;

  constructor(parts: LogInsParts) {
    const {rateLimits, sharedLimiter, sessionKey} = parts;
    this.#parts = parts;
    this.#deviceKey = deriveKey(sessionKey, '', 'helpshift-chat device');
    this.#limiters = {
      'log-ins': sharedLimiter('logins', rateLimits.logins, parts),
      'log-ins-of-address': sharedLimiter('logins-of-address', rateLimits.loginsOfAddress, parts),
      'log-ins-of-account': sharedLimiter('logins-of-account', rateLimits.loginsOfAccount, parts),
    };
  }

  /** Begins a session if the address and the password are right. Tells the operator of a refusal. */
  async logIn(attempt: LogInAttempt): Promise<LogIn | RefusedLogIn> {
    const result = await this.#logIn(attempt);
    if ('reason' in result) this.#parts.refused.tell({...attempt, reason: result.reason});
    return result;
  }

  async #logIn(attempt: LogInAttempt): Promise<LogIn | RefusedLogIn> {
    const {email, password, address} = attempt;
    const source = addressKey(address);
    const early =
      (await this.#take('log-ins-of-address', source)) ?? (await this.#take('log-ins', `${source} ${emailKey(email)}`));
    if (early) return early;

    const account = await this.#parts.agents.findAccount(email);
    const guesser = this.#guesserOf(attempt, account);
    // Before the check, so that many guesses at once do not pass together. Only a wrong password costs it.
    const late = await this.#take('log-ins-of-account', guesser);
    if (late) return late;
    const isRight = await this.#checks.run(source, () => isPassword(password, account?.passwordHash));
    if (isRight !== false) await this.#limiters['log-ins-of-account'].giveBack(guesser);
    if (isRight === undefined) return {reason: 'password-checks', waitSeconds: CHECKS_WAIT_SECONDS};
    const loggedIn = isRight && account && (await this.#begin(attempt, account));
    return loggedIn || {reason: 'wrong', waitSeconds: 0};
  }

  /**
   * Returns whose guesses are counted together: those of a browser in which the agent has logged in before, or those of
   * everybody else. So nobody can keep an agent out by wrong passwords. An address without an account is counted too:
   * else the limit would show which addresses have one.
   */
  #guesserOf({email, deviceToken}: LogInAttempt, account: Account | undefined): string {
    const now = this.#parts.clock();
    const device = account && deviceToken && readDeviceToken(deviceToken, account.id, this.#deviceKey, now);
    return device ? `device ${device}` : `account ${emailKey(email)}`;
  }

  async #take(limit: LimitOfLogIns, key: string): Promise<RefusedLogIn | undefined> {
    const waitSeconds = await this.#limiters[limit].take(key);
    return waitSeconds ? {reason: limit, waitSeconds} : undefined;
  }

  async #begin(attempt: LogInAttempt, account: Account): Promise<LogIn | undefined> {
    const {agents, clock} = this.#parts;
    const {browser, address, sessionToken} = attempt;
    const before = sessionToken === undefined ? undefined : await agents.find(sessionToken);
    const token = await agents.beginSession(account, {browser, network: networkOf(address)}, before);
    if (token === undefined) return undefined;
    const {id, email, name, role} = account;
    return {
      agent: {id, email, name, role},
      sessionToken: token,
      deviceToken: makeDeviceToken(id, this.#deviceKey, clock()),
      endedSessionId: before?.sessionId,
    };
  }
}
