/** `npm run size`: compares what was built with budgets.json. Ends with code 1 when a budget is exceeded. */
import {brotliBytes, filesBut, filesWith, readBundleGraph} from './bundle-graph.mjs';
import budgets from '../budgets.json' with {type: 'json'};

const graph = readBundleGraph();
const {anonymousLauncher, verifiedLauncher, conversation} = budgets;

checkBytes(anonymousLauncher, filesWith(graph, anonymousLauncher.loads));
checkBytes(verifiedLauncher, filesWith(graph, verifiedLauncher.loads));
checkBytes(conversation, filesBut(graph, conversation.loadsAllBut));

/**
 * The sum of the files, each compressed by itself, as they are sent.
 *
 * @param {{what: string, brotliBytes: number}} budget
 * @param {string[]} files
 */
function checkBytes({what, brotliBytes: limit}, files) {
  const bytes = files.reduce((sum, file) => sum + brotliBytes(file), 0);
  const kept = bytes <= limit;
  if (!kept) process.exitCode = 1;
  console.log(`${kept ? 'ok  ' : 'OVER'} ${String(bytes).padStart(6)} of ${limit} bytes: ${what}`);
  for (const file of files) console.log(`    ${String(brotliBytes(file)).padStart(6)}  ${file}`);
}
