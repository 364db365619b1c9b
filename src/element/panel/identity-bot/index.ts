import {defineOnce} from '../define-once.js';
import {HsContactForm} from './hs-contact-form.js';

defineOnce('hs-contact-form', HsContactForm);
