import type {IdentityIssue} from 'helpshift-chat/protocol';
import {Type} from 'typebox';
import {type Mistake, MISTAKE_TEXTS} from './diagnosis-texts.js';
import {ISSUE_TEXTS} from './issue-texts.js';
import {Open, type ValueOf} from './schema.js';

const Issues = Type.Array(Type.Enum(Object.keys(ISSUE_TEXTS) as IdentityIssue[]));

/** What the service says of a token. A token that is not valid has at least one mistake. */
export const Diagnosis = Type.Union([
  Type.Object({
    valid: Type.Literal(true),
    keyId: Type.String(),
    form: Open(Type.Enum(['compatible', 'strict'])),
    issues: Issues,
  }),
  Type.Object({
    valid: Type.Literal(false),
    mistakes: Type.Array(Open(Type.Enum(Object.keys(MISTAKE_TEXTS) as Mistake[]))),
    issues: Issues,
  }),
]);
export type Diagnosis = ValueOf<typeof Diagnosis>;
