import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

const CHARACTERS_MAX = 200;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether a name can be kept as it is: not long, not broken Unicode, not the one name that objects cannot be trusted with. */
export const isKeepable = (name: string): boolean =>
  name.length <= CHARACTERS_MAX && name !== '__proto__' && !LONE_SURROGATE.test(name);

/** Of trait names, and of event names, a fold keeps this many apart. */
export const NAMES_MAX = 100;

/** The place of a name among all names there can be: its SHA-256, so that no letter is favoured. */
export const rankOf = (name: string): string => bytesToHex(sha256(utf8ToBytes(name)));

/** The names in the order in which caps keep them. */
export const byRank = (names: readonly string[]): readonly string[] => {
  const ranked = names.map((name) => ({ name, rank: rankOf(name) }));
  return ranked.sort((one, other) => (one.rank < other.rank ? -1 : 1)).map(({ name }) => name);
};
