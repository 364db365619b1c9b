import {keyed} from 'lit/directives/keyed.js';

/**
 * Draws a text that can change, each time as a new text node. A page translator puts elements of its own in the place of
 * text nodes; lit would write the next text into the node that is no longer on the page, and the old text would stay.
 */
export const translatable = (text: string): unknown => keyed(text, text);
