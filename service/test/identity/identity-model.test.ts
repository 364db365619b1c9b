import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {emailKey} from 'helpshift-chat/protocol';
import {createUserAuthToken} from 'helpshift-chat/token';
import {candidates, claimsOf, hasBytesOf, isOwn, judge, learn, losesId} from '../support/identity-model.js';
import {
  addApp,
  addKey,
  changeSettings,
  deleteKey,
  newCredential,
  sending,
  startTestService,
  type TestService,
} from '../support/test-service.js';
import type {CompatibleTokens} from 'helpshift-chat/protocol';
import type {AppRules, Claim, Person, Proof, Token, User} from '../support/identity-model.js';
import type {ErrorResponse, SessionResponse, SyncResponse} from 'helpshift-chat/protocol';

const ENDLESS = {burst: 1e9, perSecond: 1e9};
const RUNS = Number(process.env['IDENTITY_MODEL_RUNS'] ?? 25);

// In the compatible form, the tokens of some of them fit others: 1 + 23ann@x.org and 123 + ann@x.org are the same bytes.
const PERSONS: readonly Person[] = [
  {name: 'Ann', userId: '123', addresses: ['ann@x.org', 'Ann@X.org', 'ann@home.org']},
  {name: 'Mallory', userId: '1', addresses: ['23ann@x.org', '23Ann@X.org', '23evil@x.org']},
  {name: 'Nick', userId: '12', addresses: ['3ann@x.org', '3evil@x.org']},
  {name: 'Zed', userId: 'a', addresses: ['nn@x.org']},
  {name: 'Eve', userId: '123ann@x.org', addresses: ['evil@x.org', 'aann@x.org']},
  {name: 'Flo', userId: 'ann@x.org', addresses: []},
];
const COLLEAGUES: readonly Person[] = [
  {name: 'Ann', userId: '123', addresses: ['ann@x.org', 'Ann@X.org']},
  {name: 'Bob', userId: '12', addresses: ['ann@x.org', '3ann@x.org']},
  {name: 'Mallory', userId: '1', addresses: ['23ann@x.org', '3ann@x.org']},
];

type Step =
  | {
      readonly kind: 'log-in';
      readonly person: number;
      readonly claim: number;
      readonly form: Token['form'] | 'none';
      /** 0: as what the site signed. Other numbers: as somebody whom the same bytes may fit. */
      readonly disguise: number;
      readonly writes: boolean;
    }
  | {readonly kind: 'declare'; readonly userId: number; readonly address: number}
  | {readonly kind: 'visit' | 'read' | 'change-key'}
  | {readonly kind: 'send' | 'log-out'; readonly session: number}
  | {readonly kind: 'verification'; readonly isOn: boolean}
  | {readonly kind: 'compatible-tokens'; readonly value: CompatibleTokens};

interface Start {
  readonly verification: boolean;
  readonly compatibleTokens: CompatibleTokens;
}

function stepsArbitrary(values: readonly CompatibleTokens[]): fc.Arbitrary<{start: Start; steps: Step[]}> {
  const compatibleTokens = fc.constantFrom(...values);
  const step = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant('log-in' as const),
        person: fc.nat(9),
        claim: fc.nat(9),
        form: fc.constantFrom(...many('strict', 3), ...many('compatible', 5), 'none'),
        disguise: fc.nat(4),
        writes: fc.boolean(),
      }),
    },
    {weight: 2, arbitrary: fc.record({kind: fc.constant('declare' as const), userId: fc.nat(9), address: fc.nat(9)})},
    {weight: 4, arbitrary: fc.record({kind: fc.constant('send' as const), session: fc.nat(20)})},
    {weight: 1, arbitrary: fc.record({kind: fc.constant('log-out' as const), session: fc.nat(20)})},
    {weight: 2, arbitrary: fc.record({kind: fc.constantFrom('read', 'read', 'visit', 'change-key')})},
    {
      weight: 2,
      arbitrary: fc.record({kind: fc.constant('verification' as const), isOn: fc.constantFrom(true, true, false)}),
    },
    {weight: 1, arbitrary: fc.record({kind: fc.constant('compatible-tokens' as const), value: compatibleTokens})},
  ) as fc.Arbitrary<Step>;
  return fc.record({
    start: fc.record({verification: fc.constantFrom(true, true, true, false), compatibleTokens}),
    steps: fc.array(step, {maxLength: 30, size: 'max'}),
  });
}

interface Session {
  readonly sessionToken: string;
  readonly key: string;
  readonly user: User;
  readonly claim: Claim;
  /** Absent: an anonymous user, or one of an app that does not verify. */
  readonly verified?: {readonly person: Person; readonly token: Token};
  isValid: boolean;
}

interface Entry {
  readonly text: string;
  readonly session: Session;
  /** Absent: it was written while the app did not keep its users apart. */
  readonly safePeriod: number | undefined;
}

let apps = 0;

/** One app with its site, its persons and their pages. Each step is done by the service and by the model. */
class Site {
  readonly #service: TestService;
  readonly #agent: Record<string, string>;
  readonly #persons: readonly Person[];
  readonly #app = {domain: `site${(apps += 1)}`, platformId: 'web'};
  readonly #rules: AppRules;
  readonly #users = new Map<string, User>();
  readonly #sessions: Session[] = [];
  readonly #entries = new Map<string, Entry>();
  #safePeriod = 0;
  #secrets = 1;
  /** From here on the rules do not say what a token proved. */
  #hasAcceptedAll: boolean;

  constructor(service: TestService, agent: Record<string, string>, persons: readonly Person[], start: Start) {
    this.#service = service;
    this.#agent = agent;
    this.#persons = persons;
    this.#rules = {...start, secret: 'the 1st secret key'};
    this.#hasAcceptedAll = start.compatibleTokens === 'all';
  }

  async run(steps: readonly Step[]): Promise<void> {
    const {secret, ...settings} = this.#rules;
    await addApp(this.#service.engine, {...this.#app, ...settings, secrets: [secret]});
    for (const step of steps) {
      this.#service.clock.advance(1000);
      await this.#do(step);
    }
    await this.#readAll();
    await this.#checkAgentsView();
  }

  async #do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'log-in':
        return this.#logIn(step);
      case 'declare': {
        const userId = [undefined, ...this.#persons.flatMap((person) => person.userId ?? [])];
        const userEmail = [undefined, ...new Set(this.#persons.flatMap((person) => person.addresses))];
        const claim = withoutAbsent(pick(userId, step.userId), pick(userEmail, step.address));
        if (claim.userId !== undefined || claim.userEmail !== undefined) await this.#claim(claim, undefined, undefined);
        return;
      }
      case 'visit': {
        const anonymousCredential = newCredential();
        const session = await this.#service.session({...this.#app, anonymousCredential});
        this.#add(session, {texts: []}, {});
        return;
      }
      case 'send':
        return this.#send(step.session);
      case 'read':
        return this.#readAll();
      case 'log-out':
        return this.#logOut(step.session);
      case 'change-key':
        return this.#changeKey();
      case 'verification':
      case 'compatible-tokens':
        return this.#change(step);
    }
  }

  async #logIn(step: Step & {kind: 'log-in'}): Promise<void> {
    const person = pick(this.#persons, step.person);
    const signed = pick(claimsOf(person), step.claim);
    if (step.form === 'none') return this.#claim(signed, undefined, person);
    const disguises = this.#disguises(signed);
    const claim = step.disguise === 0 ? signed : pick(disguises, step.disguise);
    const token = {form: step.form, signed, secret: this.#rules.secret};
    await this.#claim(claim, token, person);
    if (step.writes) await this.#send(0);
  }

  /** All other claims with the same bytes in the compatible form. */
  #disguises(signed: Claim): Claim[] {
    const text = (signed.userId ?? '') + (signed.userEmail ?? '');
    const ids = this.#persons.flatMap(({userId}) => userId ?? []);
    const claims: Claim[] = ids.includes(text) && text !== signed.userId ? [{userId: text}] : [];
    for (const userEmail of new Set(this.#persons.flatMap(({addresses}) => addresses))) {
      if (!text.endsWith(userEmail)) continue;
      const userId = text.slice(0, text.length - userEmail.length);
      if (userId !== signed.userId) claims.push(withoutAbsent(userId || undefined, userEmail));
    }
    return claims.length ? claims : [signed];
  }

  async #claim(claim: Claim, token: Token | undefined, person: Person | undefined): Promise<void> {
    const users = [...this.#users.values()];
    const expected = judge(users, this.#rules, claim, token);
    const userAuthToken =
      token && (await createUserAuthToken({...token.signed, secret: token.secret, form: token.form}));
    const payload = {...this.#app, ...claim, ...(userAuthToken !== undefined && {userAuthToken})};
    const response = await this.#service.claim(payload);
    const isOpen = this.#hasAcceptedAll && token?.form === 'compatible' && this.#rules.compatibleTokens === 'cautious';
    if (isOpen && response.statusCode === 401) return;
    const isAccepted = isOpen || expected === 'declared' || expected === 'ambiguous' || expected === 'proved';
    if (!isAccepted) {
      assert.equal(response.statusCode, 401, `${JSON.stringify(claim)} is refused: ${expected}`);
      assert.equal(response.json<ErrorResponse>().error.code, expected);
      return;
    }
    assert.equal(response.statusCode, 201, `${JSON.stringify(claim)} is accepted: ${expected}, ${response.body}`);
    const session = response.json<SessionResponse>();
    const proof = isOpen ? 'ambiguous' : (expected as Proof);
    const user = this.#resolve(session.user.key, claim, proof);
    assert.deepEqual(
      {kind: session.user.kind, verified: session.user.verified},
      {kind: 'logged-in', verified: this.#rules.verification},
    );
    this.#add(session, user, claim, person && token && this.#rules.verification ? {person, token} : undefined);
  }

  #resolve(key: string, claim: Claim, proof: Proof): User {
    const users = [...this.#users.values()];
    const found = candidates(users, claim, proof);
    const known = this.#users.get(key);
    if (!this.#hasAcceptedAll) {
      const whose = known ? JSON.stringify(known) : 'a new user';
      const allowed = found.length ? JSON.stringify(found) : 'a new user';
      assert.ok(
        known ? found.includes(known) : !found.length,
        `${JSON.stringify(claim)} ${proof}: ${whose}, not ${allowed}`,
      );
    }
    const address = claim.userEmail === undefined ? undefined : emailKey(claim.userEmail);
    for (const other of users) {
      if (other === known || other.userId === undefined || other.userId !== claim.userId) continue;
      assert.ok(this.#hasAcceptedAll || losesId(other, address, proof), 'one user for a user id');
      other.userId = undefined;
      other.hasLostId = true;
    }
    const user = known ?? {texts: []};
    learn(user, claim, proof);
    return user;
  }

  #add({sessionToken, user: {key}}: SessionResponse, user: User, claim: Claim, verified?: Session['verified']): void {
    this.#users.set(key, user);
    this.#sessions.push({sessionToken, key, user, claim, ...(verified && {verified}), isValid: true});
  }

  async #send(index: number): Promise<void> {
    const session = this.#sessions.at(-1 - (index % (this.#sessions.length || 1)));
    if (!session) return;
    const text = `entry ${this.#entries.size}`;
    const response = await this.#service.as(session.sessionToken, sending(text));
    assert.equal(response.statusCode, session.isValid ? 201 : 401, `send: ${response.body}`);
    if (!session.isValid) return;
    session.user.texts.push(text);
    this.#entries.set(text, {text, session, safePeriod: this.#isSafe ? this.#safePeriod : undefined});
  }

  /** Whether the app promises now to keep its users apart. */
  get #isSafe(): boolean {
    return this.#rules.verification && this.#rules.compatibleTokens !== 'all';
  }

  async #readAll(): Promise<void> {
    for (const session of this.#sessions) {
      const texts = await this.#read(session);
      assert.equal(texts !== undefined, session.isValid, `a session is ${session.isValid ? '' : 'not '}valid`);
      if (!texts) continue;
      for (const text of texts) this.#checkReader(session, this.#entries.get(text)!);
      assert.deepEqual(texts, session.user.texts, `${JSON.stringify(session.claim)} reads the entries of its user`);
    }
  }

  async #read({sessionToken}: Session): Promise<string[] | undefined> {
    const answer = await this.#service.as(sessionToken, {method: 'POST', url: '/v1/sync', payload: {page: {}}});
    if (answer.statusCode === 401) return undefined;
    assert.equal(answer.statusCode, 200, answer.body);
    const entries = answer.json<SyncResponse>().conversations.flatMap((conversation) => conversation.entries);
    return entries.flatMap(({content}) => (content.kind === 'text' ? [content.text] : []));
  }

  /** The promise: what a verified person writes, nobody else reads. */
  #checkReader(reader: Session, {text, session: writer, safePeriod}: Entry): void {
    if (!this.#isSafe || safePeriod !== this.#safePeriod || !writer.verified) return;
    const what = `${text} of ${described(writer)} is read by ${described(reader)}`;
    assert.ok(reader.verified, what);
    if (reader.verified.person === writer.verified.person) return;
    assert.ok(hasSameBytes(reader, writer) || hasSameBytes(writer, reader) || areMixedByAddress(reader, writer), what);
  }

  async #logOut(index: number): Promise<void> {
    const session = this.#sessions.at(-1 - (index % (this.#sessions.length || 1)));
    if (!session) return;
    const payload = {sessionTokens: [session.sessionToken]};
    const response = await this.#service.ask({method: 'POST', url: '/v1/sessions/end', payload});
    assert.equal(response.statusCode, 204, response.body);
    session.isValid = false;
    assert.equal(await this.#read(session), undefined, 'a session is over after log-out');
  }

  async #changeKey(): Promise<void> {
    const {engine} = this.#service;
    const old = this.#rules.secret;
    this.#rules.secret = `secret key number ${(this.#secrets += 1)}`;
    await addKey(engine, this.#rules.secret, this.#app);
    await deleteKey(engine, old, this.#app);
    for (const session of this.#sessions) {
      if (session.verified?.token.secret === old) session.isValid = false;
    }
  }

  async #change(step: Step & {kind: 'verification' | 'compatible-tokens'}): Promise<void> {
    const before = {...this.#rules};
    const wasSafe = this.#isSafe;
    if (step.kind === 'verification') this.#rules.verification = step.isOn;
    else this.#rules.compatibleTokens = step.value;
    const {verification, compatibleTokens} = this.#rules;
    await changeSettings(this.#service.engine, {verification, compatibleTokens}, this.#app);
    const order: CompatibleTokens[] = ['none', 'cautious', 'all'];
    const isFormOff = order.indexOf(compatibleTokens) < order.indexOf(before.compatibleTokens);
    if (isFormOff || (verification && !before.verification)) {
      for (const session of this.#sessions.filter(isTiedToSettings)) session.isValid = false;
    }
    this.#hasAcceptedAll ||= compatibleTokens === 'all';
    if (!wasSafe && this.#isSafe) this.#safePeriod += 1;
  }

  /** Agents are told "verified" only of an identifier that a token covered, for a user who wrote with tokens alone. */
  async #checkAgentsView(): Promise<void> {
    for (const {domain, preview, user} of await this.#service.agentList(this.#agent)) {
      if (domain !== this.#app.domain) continue;
      const {session} = this.#entries.get(preview.text)!;
      const sessionsOfUser = this.#sessions.filter(({key, verified}) => key === session.key && verified);
      const written = [...this.#entries.values()].filter((entry) => entry.session.key === session.key);
      const isAllVerified = written.every((entry) => entry.session.verified);
      const isIdCovered = sessionsOfUser.some(({claim}) => claim.userId === user.userId);
      const isAddressCovered = sessionsOfUser.some(
        ({claim}) => claim.userEmail !== undefined && emailKey(claim.userEmail) === emailKey(user.userEmail ?? ''),
      );
      const what = JSON.stringify(user);
      assert.ok(!user.userIdVerified || (user.userId !== null && isIdCovered && isAllVerified), what);
      assert.ok(!user.userEmailVerified || (user.userEmail !== null && isAddressCovered && isAllVerified), what);
      assert.equal(
        user.kind === 'anonymous',
        session.claim.userId === undefined && session.claim.userEmail === undefined,
      );
    }
  }
}

/** Whether a session rests on the settings of its app. An anonymous user's does not, nor what a strict token proved. */
function isTiedToSettings({claim, verified}: Session): boolean {
  return Object.keys(claim).length > 0 && verified?.token.form !== 'strict';
}

/** The hole of the compatible form: the token of one person has the bytes of the other one's own identifiers. */
function hasSameBytes(disguised: Session, other: Session): boolean {
  const {person, token} = disguised.verified!;
  return !isOwn(person, disguised.claim) && hasBytesOf(other.verified!.person, token);
}

/** The specification: an address alone may lead to the conversations of anybody who has this address. */
function areMixedByAddress(a: Session, b: Session): boolean {
  return [a, b].some(
    ({claim: {userId, userEmail}}) =>
      userId === undefined &&
      userEmail !== undefined &&
      [a, b].every(({verified}) => isOwn({...verified!.person}, {userEmail})),
  );
}

function described({claim, verified}: Session): string {
  return `${verified?.person.name ?? 'somebody'} as ${JSON.stringify(claim)}`;
}

function withoutAbsent(userId: string | undefined, userEmail: string | undefined): Claim {
  return {...(userId !== undefined && {userId}), ...(userEmail !== undefined && {userEmail})};
}

function many<T>(value: T, times: number): T[] {
  return Array.from({length: times}, () => value);
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length]!;
}

describe('The service and a model of its identity rules', () => {
  const cases: readonly [string, readonly Person[], readonly CompatibleTokens[]][] = [
    ['agree, and nobody reads what another person wrote', PERSONS, ['none', ...many('cautious' as const, 4)]],
    ['agree about colleagues who share addresses', COLLEAGUES, ['none', ...many('cautious' as const, 4)]],
    [
      'agree where all compatible tokens were accepted for a time',
      PERSONS,
      ['none', 'cautious', 'cautious', 'all', 'all'],
    ],
  ];
  for (const [name, persons, values] of cases) {
    it(name, async (t) => {
      const service = await startTestService(t, {rateLimits: {sessions: ENDLESS}});
      const agent = await service.agent();
      const property = fc.asyncProperty(stepsArbitrary(values), ({start, steps}) =>
        new Site(service, agent, persons, start).run(steps),
      );
      await fc.assert(property, {numRuns: RUNS});
    });
  }
});
