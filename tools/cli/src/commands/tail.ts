import type { Command } from 'commander';
import type { TopicName } from '@tutti/contracts';
import { TOPICS } from '@tutti/contracts';
import { Problem } from '@tutti/stack';
import type { Followed } from '../data/follow';
import { namedTopic, TopicFollower } from '../data/follow';
import { runningEndpoints } from '../data/running';
import { tailDocument, tailLine } from '../data/tail-line';
import { Misuse } from '../exit';

interface Flags {
  readonly fromBeginning?: boolean;
  readonly limit?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  ./tutti tail updates                             what every destination gets, from now on
  ./tutti tail dead-letters --from-beginning       what was refused, and why
  ./tutti tail identity.in --from-beginning --limit 10 --json
  ./tutti tail destination.console.state

Topics: ${Object.values(TOPICS)
  .map(({ template }) => template)
  .join(', ')}`;

/** `tail`: records of a topic, decoded. */
export function addTail(program: Command): void {
  program
    .command('tail')
    .argument('<topic>', 'short or full name of a topic')
    .description('records of a topic, decoded, as they come')
    .option('--from-beginning', 'begin with the oldest record instead of now')
    .option('-n, --limit <count>', 'stop after so many records')
    .option('--json', 'one JSON document a line')
    .addHelpText('after', EXAMPLES)
    .action((topic: string, flags: Flags) => tail(topic, flags));
}

async function tail(text: string, { fromBeginning, limit, json }: Flags): Promise<void> {
  const endpoints = runningEndpoints();
  const named = namedTopic(text, endpoints.prefix);
  if (named === undefined) throw new Problem(`there is no topic ${text}: ./tutti tail --help lists them`);
  const countMax = limit === undefined ? Infinity : Number(limit);
  if (!(countMax > 0)) throw new Misuse(`--limit ${limit ?? ''}: give a number above 0`);
  const follower = await TopicFollower.open(endpoints);
  const existing = (await follower.topicsOf(named.topic, endpoints.prefix)).map(({ name }) => name);
  if (!existing.includes(named.name)) {
    throw new Problem(`there is no topic ${named.name}; of its kind there are: ${existing.join(', ') || 'none'}`);
  }
  let count = 0;
  const seen = (followed: Followed<TopicName>): void => {
    if (count >= countMax) return;
    process.stdout.write(`${json === true ? JSON.stringify(tailDocument(followed)) : tailLine(followed)}\n`);
    count += 1;
    if (count >= countMax) void follower.close();
  };
  await follower.follow(named, fromBeginning === true ? 'beginning' : 'now', seen);
}
