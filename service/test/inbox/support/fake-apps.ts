import type {AppId, AppsApi} from '../../../inbox/settings/apps-api.js';
import type {InboxApp, TokenVerdict} from '../../../inbox/settings/parse-apps.js';
import type {AgentAppChanges, AgentVerifyRequest} from '../../../contract/apps.js';
import type {AuditPage, ReadEvent} from '../../../inbox/audit/parse-audit.js';
import {AUDIT_GROUPS, type AgentAuditRequest} from '../../../contract/audit.js';
import {refusal, UNREACHABLE} from './fixtures.js';
import {makeApp} from './settings-fixtures.js';

/** The apps of a service in memory. A test can make its calls fail or wait. */
export class FakeApps implements AppsApi {
  list: readonly InboxApp[] = [makeApp()];
  /** The audit log. */
  events: readonly ReadEvent[] = [];
  diagnosis: TokenVerdict = {valid: true, keyId: 'k1', form: 'strict', issues: []};
  /** The questions about tokens. */
  readonly questions: AgentVerifyRequest[] = [];
  isFailing = false;
  /** While this is set, calls wait for it. */
  gate: Promise<void> | undefined;

  async apps(): Promise<readonly InboxApp[]> {
    await this.#answer();
    return this.list;
  }

  async change(id: AppId, changes: AgentAppChanges): Promise<InboxApp> {
    await this.#answer();
    const app = this.#get(id);
    const changed = {...app, ...changes};
    this.list = this.list.map((other) => (other === app ? changed : other));
    return changed;
  }

  async createKey() {
    await this.#answer();
    const key = {id: 'k2', createdAt: 2000, secret: '…bbbb'};
    return {key, secret: 'a new secret that ends with bbbb'};
  }

  async deleteKey(): Promise<void> {
    await this.#answer();
  }

  /** Pages of two events. The `next` of a page is the number of events before it. */
  async audit({group, after = '0'}: AgentAuditRequest): Promise<AuditPage> {
    await this.#answer();
    const kinds: readonly string[] | undefined = group && AUDIT_GROUPS[group];
    const events = this.events.filter(({kind}) => !kinds || kinds.includes(kind));
    const end = Number(after) + 2;
    return {events: events.slice(Number(after), end), next: events.length > end ? String(end) : undefined};
  }

  async verify(_app: AppId, question: AgentVerifyRequest): Promise<TokenVerdict> {
    this.questions.push(question);
    await this.#answer();
    return this.diagnosis;
  }

  async #answer(): Promise<void> {
    await this.gate;
    if (this.isFailing) throw UNREACHABLE;
  }

  #get({domain, platformId}: AppId): InboxApp {
    const app = this.list.find((other) => other.domain === domain && other.platformId === platformId);
    if (!app) throw refusal(404);
    return app;
  }
}
