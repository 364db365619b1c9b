import {randomBytes} from 'node:crypto';
import type {Database} from '../database/schema.js';

/** What an installation signs with a key of its own. */
export type InstallationKeyName = 'session-key' | 'secret-digest-key';

/** Loads a key of this installation: 256 bits. The first call makes it. */
export async function loadInstallationKey(db: Database, name: InstallationKeyName): Promise<Uint8Array> {
  await db
    .insertInto('installation')
    .values({name, value: randomBytes(32).toString('base64url')})
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const {value} = await db
    .selectFrom('installation')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return Buffer.from(value, 'base64url');
}
