/** The entry of `webChat.js`, a classic script: what stands beside it loads by its address. */
import {startWebChat} from './web-chat.js';

const {src} = (document.currentScript ?? document.getElementById('hs-chat')) as HTMLScriptElement;
// The element takes the folder that it comes from as the service's address, and `latest/` is none.
const folder = new URL('.', src).href.replace(/\/latest\/$/, '/');

startWebChat((file) => import(`${folder}${file}.js`));
