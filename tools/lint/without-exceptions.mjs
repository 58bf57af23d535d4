import { readFileSync } from 'node:fs';
import '../../eslint.config.mjs';
import { lintConfig } from './src/config.mjs';

const dependencies = JSON.parse(readFileSync('tools/lint/dependencies.json', 'utf8'));

/** The rules as they would be without the table of exceptions: tells which exceptions are still needed. */
export default lintConfig({ root: process.cwd(), dependencies, exceptions: [] });
