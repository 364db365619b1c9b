/** The entry of `webChat.js`, a classic script: what stands beside it loads by its address. */
import {startWebChat} from './web-chat.js';

const {currentScript} = document;
// A site may show what its users write: an image whose name or id is one of these must not say where code comes from.
const isScript = currentScript instanceof HTMLScriptElement;
const {src} = (isScript ? currentScript : document.querySelector('script#hs-chat')) as HTMLScriptElement;
// The element takes the folder that it comes from as the service's address, and `latest/` is none.
const folder = new URL('.', src).href.replace(/\/latest\/$/, '/');

startWebChat((file) => import(`${folder}${file}.js`));
