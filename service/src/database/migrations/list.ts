import * as first from './0001-first.js';
import * as beginnings from './0002-beginnings.js';
import * as rateLimits from './0003-rate-limits.js';
import * as conversationsById from './0004-conversations-by-id.js';
import * as operation from './0005-operation.js';
import * as attachments from './0006-attachments.js';

/** All migrations, in the order of their names. A released migration never changes; a new one follows it. */
export const MIGRATIONS = {
  '0001-first': first,
  '0002-beginnings': beginnings,
  '0003-rate-limits': rateLimits,
  '0004-conversations-by-id': conversationsById,
  '0005-operation': operation,
  '0006-attachments': attachments,
};
