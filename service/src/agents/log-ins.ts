import {emailKey} from 'helpshift-chat/protocol';
import {makeDeviceToken, newDevice, readDeviceToken} from './device-token.js';
import {PasswordChecks} from './password-checks.js';
import {isPassword} from './passwords.js';
import {deriveKey} from '../digest.js';
import {addressKey, networkOf} from '../rate-limiter.js';
import type {Account, Agents} from './agents.js';
import type {Device} from './device-token.js';
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

/** Who tries to log in, as the limits see it: all attempts with one `key` are counted together. */
interface Guesser {
  readonly account: Account | undefined;
  /** The browser, if the agent of this account has logged in in it before. */
  readonly device: Device | undefined;
  /** Of the limit of wrong passwords. */
  readonly key: string;
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
    const guesser = (await this.#findKnown(attempt)) ?? (await this.#admitStranger(attempt));
    return 'reason' in guesser ? guesser : this.#check(attempt, guesser);
  }

  /**
   * Finds the account, if the agent has used this browser before. The browser has limits of its own. So wrong passwords from other
   * places never keep the agent out.
   */
  async #findKnown({email, deviceToken}: LogInAttempt): Promise<Guesser | RefusedLogIn | undefined> {
    const {agents, clock} = this.#parts;
    const device = deviceToken === undefined ? undefined : readDeviceToken(deviceToken, this.#deviceKey, clock());
    const account = device && (await agents.findAccount(email));
    if (!device || account?.id !== device.agentId) return undefined;
    const key = `device ${device.id}`;
    return (await this.#take('log-ins', key)) ?? {account, device, key};
  }

  /** Applies the limits of addresses, then finds the account. A missing account is counted as well: the limit must not show that it is missing. */
  async #admitStranger({email, address}: LogInAttempt): Promise<Guesser | RefusedLogIn> {
    const source = addressKey(address);
    const refused =
      (await this.#take('log-ins-of-address', source)) ?? (await this.#take('log-ins', `${source} ${emailKey(email)}`));
    if (refused) return refused;
    return {account: await this.#parts.agents.findAccount(email), device: undefined, key: `account ${emailKey(email)}`};
  }

  async #check(attempt: LogInAttempt, guesser: Guesser): Promise<LogIn | RefusedLogIn> {
    const {account, device, key} = guesser;
    // Before the check, so that many guesses at once do not pass together. Only a wrong password costs it.
    const refused = await this.#take('log-ins-of-account', key);
    if (refused) return refused;
    const from = {address: addressKey(attempt.address), isKnown: device !== undefined};
    const isRight = await this.#checks.run(from, () => isPassword(attempt.password, account?.passwordHash));
    if (isRight !== false) await this.#limiters['log-ins-of-account'].giveBack(key);
    if (isRight === undefined) return {reason: 'password-checks', waitSeconds: CHECKS_WAIT_SECONDS};
    const loggedIn = isRight && account && (await this.#begin(attempt, account, device ?? newDevice(account.id)));
    return loggedIn || {reason: 'wrong', waitSeconds: 0};
  }

  async #take(limit: LimitOfLogIns, key: string): Promise<RefusedLogIn | undefined> {
    const waitSeconds = await this.#limiters[limit].take(key);
    return waitSeconds ? {reason: limit, waitSeconds} : undefined;
  }

  async #begin(attempt: LogInAttempt, account: Account, device: Device): Promise<LogIn | undefined> {
    const {agents, clock} = this.#parts;
    const {browser, address, sessionToken} = attempt;
    const before = sessionToken === undefined ? undefined : await agents.find(sessionToken);
    const token = await agents.beginSession(account, {browser, network: networkOf(address)}, before);
    if (token === undefined) return undefined;
    const {id, email, name, role} = account;
    return {
      agent: {id, email, name, role},
      sessionToken: token,
      deviceToken: makeDeviceToken(device, this.#deviceKey, clock()),
      endedSessionId: before?.sessionId,
    };
  }
}
