import {defineOnce} from '../define-once.js';
import {HsAttachment} from './hs-attachment.js';
import {HsWaitingFiles} from './hs-waiting-files.js';

defineOnce('hs-attachment', HsAttachment);
defineOnce('hs-waiting-files', HsWaitingFiles);
