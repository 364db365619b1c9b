import {randomBytes} from 'node:crypto';
import {defineCommand} from './command.js';
import {withDatabase} from './database.js';
import {CommandError, UsageError} from './errors.js';
import {readPassword} from './input.js';
import {json, JSON_OPTION, table, time} from './output.js';
import {
  createAgent,
  deleteAgent,
  findAgent,
  listAgents,
  requireNewAgent,
  requirePassword,
  setAgentPassword,
} from '../agents/agent-administration.js';
import {Agents} from '../agents/agents.js';
import {trailOfCommand} from '../audit/audit.js';
import {hashPassword} from '../agents/passwords.js';
import type {OptionSyntax} from './arguments.js';
import type {Terminal} from './terminal.js';
import type {Database} from '../database/schema.js';
import type {AgentRecord} from '../agents/agent-administration.js';

const MADE_PASSWORD_BYTES = 15;

const PASSWORD_OPTION = {
  kind: 'flag',
  help: 'read the password from the standard input; default: a new one, printed once',
} as const satisfies OptionSyntax;

const FIELDS = {email: 'EMAIL', name: '--name', domain: '--domain', password: '--password-stdin'};

export const agentCreate = defineCommand(
  {
    name: 'agent create',
    summary: 'Adds an agent for the inbox',
    positionals: ['EMAIL'],
    options: {
      name: {kind: 'text', value: 'NAME', help: 'required: the name that users see'},
      domain: {kind: 'text', value: 'DOMAIN', help: 'let the agent see only this domain'},
      administrator: {kind: 'flag', help: 'let the agent see all domains'},
      'password-stdin': PASSWORD_OPTION,
      json: JSON_OPTION,
    },
    fields: FIELDS,
  },
  async ({positionals: [email], options}, terminal) => {
    const {name, domain, administrator} = options;
    if (name === undefined) throw new UsageError('--name', 'it is needed: what users see beside the answers');
    if ((domain === undefined) === !administrator) {
      throw new UsageError('--domain', 'one is needed, either --domain DOMAIN or --administrator');
    }
    const {password, isMade} = await choosePassword(options, terminal);
    await withDatabase(terminal, {isMadeIfMissing: true}, async ({engine}) => {
      const agents = new Agents(engine, engine.clock);
      const agent = {email, name, ...(domain !== undefined && {domain})};
      // Checked before the password is hashed, because hashing is slow.
      await requireNewAgent(engine.db, agent);
      const passwordHash = await hashPassword(password);
      await createAgent(engine, agents, {...agent, passwordHash}, trailOfCommand(engine.clock));
      if (options.json) terminal.print(json({email, ...(isMade && {password})}));
      else terminal.print(describePassword(email, isMade ? password : undefined));
    });
  },
);

export const agentList = defineCommand(
  {
    name: 'agent list',
    summary: 'Lists the agents',
    positionals: [],
    options: {json: JSON_OPTION},
  },
  async ({options}, terminal) =>
    withDatabase(terminal, {}, async ({engine}) => {
      const agents = await listAgents(engine.db);
      terminal.print(options.json ? json(agents.map(toJson)) : describeAgents(agents));
    }),
);

export const agentSetPassword = defineCommand(
  {
    name: 'agent set-password',
    summary: 'Changes the password of an agent, and ends their log-ins',
    positionals: ['EMAIL'],
    options: {'password-stdin': PASSWORD_OPTION, json: JSON_OPTION},
    fields: FIELDS,
  },
  async ({positionals: [email], options}, terminal) => {
    const {password, isMade} = await choosePassword(options, terminal);
    await withDatabase(terminal, {}, async ({engine}) => {
      const agent = await requireAgent(engine.db, email);
      const {clock} = engine;
      const passwordHash = await hashPassword(password);
      await setAgentPassword(engine, new Agents(engine, clock), agent, passwordHash, trailOfCommand(clock));
      if (options.json) terminal.print(json({email: agent.email, ...(isMade && {password})}));
      else terminal.print(describePassword(agent.email, isMade ? password : undefined));
    });
  },
);

export const agentDelete = defineCommand(
  {
    name: 'agent delete',
    summary: 'Deletes an agent, and ends their log-ins at once; their messages stay',
    positionals: ['EMAIL'],
    options: {},
  },
  async ({positionals: [email]}, terminal) =>
    withDatabase(terminal, {}, async ({engine}) => {
      const agent = await requireAgent(engine.db, email);
      await deleteAgent(engine, agent.id, trailOfCommand(engine.clock));
      terminal.print('Deleted.\n');
      const others = await listAgents(engine.db);
      if (others.some(({role}) => role === 'administrator')) return;
      terminal.note('No administrator is left. The next start of the service makes one and prints the password.');
    }),
);

async function choosePassword(options: {readonly 'password-stdin': boolean}, terminal: Terminal) {
  const isMade = !options['password-stdin'];
  const password = isMade ? randomBytes(MADE_PASSWORD_BYTES).toString('base64url') : await readPassword(terminal);
  requirePassword(password);
  return {password, isMade};
}

async function requireAgent(db: Database, email: string): Promise<AgentRecord> {
  const agent = await findAgent(db, email);
  if (!agent) throw new CommandError('There is no agent with this e-mail address; helpshift-chat agent list has them.');
  return agent;
}

function describePassword(email: string, made: string | undefined): string {
  return made === undefined
    ? `${email} can log in to the inbox with the password that you gave.\n`
    : `${email} can log in to the inbox with ${made}\nThis password is shown only once.\n`;
}

function describeAgents(agents: readonly AgentRecord[]): string {
  if (!agents.length) return 'There is no agent.\n';
  const rows = agents.map(({email, name, role, domain, createdAt}) => [
    email,
    name,
    role,
    domain ?? 'all',
    time(createdAt),
  ]);
  return table(['EMAIL', 'NAME', 'ROLE', 'DOMAIN', 'MADE'], rows);
}

function toJson({email, name, role, domain, createdAt}: AgentRecord): object {
  return {email, name, role, domain, createdAt: time(createdAt)};
}
