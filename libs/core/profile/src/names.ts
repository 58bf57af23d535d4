import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import type { Cap } from './fold';

const CHARACTERS_MAX = 200;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether a name can be kept as it is: not long, not broken Unicode, not the one name that objects cannot be trusted with. */
export const isKeepable = (name: string): boolean =>
  name.length <= CHARACTERS_MAX && name !== '__proto__' && !LONE_SURROGATE.test(name);

/** Of trait names, and of event names, a fold keeps 100: those whose SHA-256 is smallest, so that no letter is favoured. */
export const NAMES: Cap = { max: 100, rankOf: (name) => bytesToHex(sha256(utf8ToBytes(name))) };
