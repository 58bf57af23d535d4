/** The body of a webhook, as far as tests look at it. */
export interface Body {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly profile: { readonly id: string; readonly version: number };
  readonly segments: readonly { readonly name: string; readonly since: string }[];
  /** Missing where a profile was erased. */
  readonly events?: readonly { readonly messageId: string }[];
}

/** What a receiver learned of one profile. */
export interface Known {
  /** Versions in the order in which they came, answered well or not. */
  readonly versions: number[];
  /** The last body that was answered with 200. */
  newest: Body | undefined;
}

/** What came to a receiver, and what of it it said 200 to. */
export class Received {
  readonly profiles = new Map<string, Known>();
  /** messageIds of all events in bodies that were answered with 200, with how often they came. */
  readonly messages = new Map<string, number>();
  /** Sentences about what must never happen. */
  readonly violations: string[] = [];

  /** A signed body came in. */
  came({ id, version, profile }: Body): void {
    const known = this.profiles.get(profile.id) ?? { versions: [], newest: undefined };
    this.profiles.set(profile.id, known);
    const last = known.versions.at(-1) ?? -1;
    if (version < last) this.violations.push(`version ${version} of ${profile.id} came after ${last}`);
    if (id !== `${profile.id}@${version}` || version !== profile.version)
      this.violations.push(`${id} is no ${version}`);
    known.versions.push(version);
  }

  /** It was answered with 200. */
  acknowledged(body: Body): void {
    this.profiles.get(body.profile.id)!.newest = body;
    for (const { messageId } of body.events ?? [])
      this.messages.set(messageId, (this.messages.get(messageId) ?? 0) + 1);
  }

  /** How many of these messages were never acknowledged. */
  lacking(messageIds: Iterable<string>): number {
    return [...messageIds].filter((id) => !this.messages.has(id)).length;
  }
}
