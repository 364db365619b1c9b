/**
 * The entry of the bundle that a service serves. It knows where that service is, also below a path. It exports nothing,
 * because a page uses the tag: so the classes of late events load late.
 */
import './element/define.js';
import {ownService} from './element/own-service.js';

// Within a bundle of other formats a script does not know where it came from.
if (URL.canParse('.', import.meta.url)) ownService.url = new URL('.', import.meta.url).href.slice(0, -1);
