/** A shop made with Vue. */
import {createApp} from 'vue';
import VueShop from './VueShop.vue';

createApp(VueShop).mount('#shop');
