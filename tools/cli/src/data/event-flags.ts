/** What `./tutti send` was asked to send. */
export interface SendFlags {
  readonly type: string;
  readonly user?: string;
  readonly anonymous?: string;
  readonly event?: string;
  readonly name?: string;
  readonly group?: string;
  readonly previous?: string;
  readonly messageId?: string;
  readonly timestamp?: string;
  readonly property?: readonly string[];
  readonly trait?: readonly string[];
}

/** The Segment call that the flags describe. Throws with a sentence when a name=value is not one. */
export function eventOf(flags: SendFlags): Readonly<Record<string, unknown>> {
  const properties = pairs(flags.property, '--property');
  const traits = pairs(flags.trait, '--trait');
  const fields = {
    type: flags.type,
    userId: flags.user,
    anonymousId: flags.anonymous,
    event: flags.event,
    name: flags.name,
    groupId: flags.group,
    previousId: flags.previous,
    messageId: flags.messageId,
    timestamp: flags.timestamp,
    properties,
    traits,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** `name=value` pairs; a value that is JSON is taken as what it says, anything else as text. */
function pairs(list: readonly string[] | undefined, flag: string): Readonly<Record<string, unknown>> | undefined {
  if (list === undefined || list.length === 0) return undefined;
  return Object.fromEntries(
    list.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Error(`${flag} ${pair}: write it as name=value`);
      return [pair.slice(0, at), valueOf(pair.slice(at + 1))];
    }),
  );
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
