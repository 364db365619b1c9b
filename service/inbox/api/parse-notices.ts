import {AgentNoticesResponse, type NoticeCode} from '../../contract/notices.js';
import {read} from '../../contract/read.js';

/** What is wrong with the installation, as this page knows it. */
export type ServiceNotice = NoticeCode;

/** Reads the notices. What only a newer page knows is left out. */
export function parseNotices(value: unknown): readonly ServiceNotice[] | undefined {
  const codes = read(AgentNoticesResponse, value)?.notices.map(({code}) => code);
  return codes?.filter((code) => code !== 'unknown');
}
