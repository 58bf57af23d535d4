import { AssignerProtocol } from 'kafkajs';
import type { JoinAnswer } from 'kafkajs/src/broker';
import type { TopicPartition } from '../ports';
import type { Claim } from './assignment';
import { sharesOf } from './assignment';
import type { Brokers } from './brokers';

const VERSION = 0;
const { MemberMetadata, MemberAssignment } = AssignerProtocol;

/** What a member tells the group's leader about itself; its claim travels in the user data. */
export const encodeMembership = (topics: readonly string[], { generation, owned }: Omit<Claim, 'member'>): Buffer =>
  MemberMetadata.encode({
    version: VERSION,
    topics: [...topics],
    userData: Buffer.from(JSON.stringify({ generation, owned })),
  });

/** The claim of a member; one that cannot be understood claims nothing. */
export function decodeClaim(member: string, metadata: Buffer): Claim {
  const { generation, owned } = parseJson(MemberMetadata.decode(metadata)?.userData.toString('utf8') ?? '');
  return {
    member,
    generation: typeof generation === 'number' ? generation : -1,
    owned: Array.isArray(owned) ? owned.filter((it): it is number => Number.isInteger(it)) : [],
  };
}

/** The number of partitions of each topic. Rejects when one does not exist. */
export async function partitionCounts(
  brokers: Brokers,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { topicMetadata } = await brokers.metadata(topics);
  return new Map(topicMetadata.map(({ topic, partitionMetadata }) => [topic, partitionMetadata.length]));
}

/** What the group's leader gives to each member: partition i of every topic goes to the same one. */
export function assignmentsOf(
  { members }: JoinAnswer,
  counts: ReadonlyMap<string, number>,
): readonly { readonly memberId: string; readonly memberAssignment: Buffer }[] {
  const claims = members.map(({ memberId, memberMetadata }) => decodeClaim(memberId, memberMetadata));
  const shares = sharesOf(Math.max(0, ...counts.values()), claims);
  return [...shares].map(([memberId, share]) => ({ memberId, memberAssignment: encodeAssignment(share, counts) }));
}

function encodeAssignment(share: readonly number[], counts: ReadonlyMap<string, number>): Buffer {
  const ofTopic = (count: number): number[] => share.filter((partition) => partition < count);
  const assignment = Object.fromEntries([...counts].map(([topic, count]) => [topic, ofTopic(count)]));
  return MemberAssignment.encode({ version: VERSION, assignment, userData: Buffer.alloc(0) });
}

/** What a member was given; nothing, when the group has more members than partitions. */
export function decodeAssignment(bytes: Buffer): readonly TopicPartition[] {
  const assignment = MemberAssignment.decode(bytes)?.assignment ?? {};
  return Object.entries(assignment).flatMap(([topic, owned]) => owned.map((partition) => ({ topic, partition })));
}

function parseJson(text: string): { readonly generation?: unknown; readonly owned?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
