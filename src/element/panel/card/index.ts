import {defineOnce} from '../define-once.js';
import {HsCardActions} from './hs-card-actions.js';

defineOnce('hs-card-actions', HsCardActions);
