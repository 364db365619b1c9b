/**
 * `npm run size`: compares what was built with budgets.json. Ends with code 1 when a budget is exceeded, or when a file of
 * the bundle is in no budget.
 */
import {brotliBytes, filesInNone, filesWith, readBundleGraph} from './bundle-graph.mjs';
import budgets from '../budgets.json' with {type: 'json'};

const graph = readBundleGraph();
const {anonymousLauncher, verifiedLauncher, conversation, webChat, lateParts} = budgets;

const [atFirst, forUser, forAll] = [anonymousLauncher, verifiedLauncher, conversation].map(({loads}) =>
  filesWith(graph, loads),
);
checkBytes(anonymousLauncher, atFirst ?? []);
checkBytes(verifiedLauncher, forUser ?? []);
checkBytes(conversation, forAll ?? []);
// The drop-in script is a file of its own, and no part of the graph.
checkBytes(webChat, webChat.files);
// A part that loads late is counted beyond what is there by then.
const late = lateParts.map(({loads}) => filesWith(graph, loads).filter((file) => !forAll?.includes(file)));
for (const [index, part] of lateParts.entries()) checkBytes(part, late[index] ?? []);

for (const file of filesInNone(graph, [forAll ?? [], ...late])) {
  process.exitCode = 1;
  console.log(`NOT COUNTED ${file}: give it a line in budgets.json (${graph[file]?.modules.join(', ')})`);
}

/**
 * The sum of the files, each compressed by itself, as they are sent.
 *
 * @param {{what: string, brotliBytes: number}} budget
 * @param {readonly string[]} files
 */
function checkBytes({what, brotliBytes: limit}, files) {
  const bytes = files.reduce((sum, file) => sum + brotliBytes(file), 0);
  const kept = bytes <= limit;
  if (!kept) process.exitCode = 1;
  console.log(`${kept ? 'ok  ' : 'OVER'} ${String(bytes).padStart(6)} of ${limit} bytes: ${what}`);
  for (const file of files) console.log(`    ${String(brotliBytes(file)).padStart(6)}  ${file}`);
}
