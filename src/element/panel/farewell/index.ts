import {defineOnce} from '../define-once.js';
import {HsFarewell} from './hs-farewell.js';

defineOnce('hs-farewell', HsFarewell);
