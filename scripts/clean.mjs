/** `npm run clean`: removes everything that `npm run build` makes. Data and installed packages stay. */
import {rm} from 'node:fs/promises';
import {ROOT} from './run.mjs';

for (const folder of ['dist', 'service/dist', '.cache']) {
  await rm(`${ROOT}${folder}`, {recursive: true, force: true});
}
