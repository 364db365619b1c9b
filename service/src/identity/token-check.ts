import {identify} from 'helpshift-chat/protocol';
import {listApps, listSecretKeys} from './apps.js';
import {listKeyRecords} from './app-administration.js';
import {diagnoseToken} from './diagnosis.js';
import {isSignedTextTaken} from './signed-texts.js';
import type {App} from './apps.js';
import type {CandidateKey, Diagnosis, DiagnosisRequest} from './diagnosis.js';
import type {Database} from '../database/schema.js';

/**
 * Checks a user auth token as the app would, and explains a refusal. `diagnoseToken` finds the mistakes; this function
 * adds what the database knows: deleted keys, keys of the domain's other apps, and the owners of signed texts. It
 * stores nothing.
 */
export async function checkToken(db: Database, app: App, request: DiagnosisRequest): Promise<Diagnosis> {
  const diagnosis = diagnoseToken(request, await listCandidateKeys(db, app), app);
  const {claim} = identify(request);
  if (!diagnosis.valid || diagnosis.form === 'strict' || claim.kind === 'anonymous') return diagnosis;
  const isTaken = await isSignedTextTaken(db, app, claim);
  return isTaken ? {valid: false, mistakes: ['signed-text-taken'], issues: diagnosis.issues} : diagnosis;
}

async function listCandidateKeys(db: Database, app: App): Promise<CandidateKey[]> {
  const keys: CandidateKey[] = [];
  for (const {id, secret, deletedAt} of await listKeyRecords(db, app)) {
    keys.push({id, secret, standing: deletedAt === null ? 'active' : 'deleted'});
  }
  for (const other of await listApps(db)) {
    if (other.domain !== app.domain || other.platformId === app.platformId) continue;
    for (const key of await listSecretKeys(db, other)) keys.push({...key, standing: 'other-app'});
  }
  return keys;
}
