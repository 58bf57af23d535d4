import { readFileSync } from 'node:fs';
import { createProjectGraphAsync, readCachedProjectGraph } from '@nx/devkit';
import { lintConfig } from './tools/lint/src/config.mjs';

// Without a cached graph the boundary rule checks nothing and says so in a warning only. So the graph is built first.
await createProjectGraphAsync({ exitOnError: true });
readCachedProjectGraph();

const root = import.meta.dirname;
const table = (name) => JSON.parse(readFileSync(`${root}/tools/lint/${name}.json`, 'utf8'));

/** All rules of the repository. `tools/canary` proves that they bite; what they let pass stands in two tables. */
export default lintConfig({ root, dependencies: table('dependencies'), exceptions: table('exceptions') });
