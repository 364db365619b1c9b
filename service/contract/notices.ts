/** What administrators should know of the installation. `POST /v1/agent/notices`, for administrators alone. */
import {Type} from 'typebox';
import {Open, type ValueOf} from './schema.js';

/** `proxy-not-trusted`: a proxy names the address of each visitor, and `TRUST_PROXY` does not let it. */
export const NoticeCode = Open(Type.Enum(['proxy-not-trusted']));
export type NoticeCode = ValueOf<typeof NoticeCode>;

export const AgentNoticesResponse = Type.Object({notices: Type.Array(Type.Object({code: NoticeCode}))});
export type AgentNoticesResponse = ValueOf<typeof AgentNoticesResponse>;
