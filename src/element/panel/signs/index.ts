import {defineOnce} from '../define-once.js';
import {HsPresence} from './hs-presence.js';
import {HsTyping} from './hs-typing.js';

defineOnce('hs-presence', HsPresence);
defineOnce('hs-typing', HsTyping);
