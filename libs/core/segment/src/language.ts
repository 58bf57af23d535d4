import { Environment } from '@marcbachmann/cel-js';
import type { EventCounter } from '@tutti/contracts';

const LIMITS = { maxAstNodes: 2_000, maxDepth: 32, maxListElements: 1_000, maxMapEntries: 100, maxCallArguments: 8 };
const TIMESTAMP = 'google.protobuf.Timestamp';
const MICROS_PER_UNIT = 1_000_000;

/**
 * What a rule sees of one event name. A class, because CEL knows a declared type by its constructor; that is what makes
 * `events["Purchase"].cuont` an error when the rule is compiled. Values are made when they are asked for.
 */
export class EventFacts {
  constructor(readonly counter: EventCounter) {}

  get count(): bigint {
    return BigInt(this.counter.count);
  }

  get first(): Date {
    return new Date(this.counter.first);
  }

  get last(): Date {
    return new Date(this.counter.last);
  }

  get revenue(): number {
    return this.counter.revenueMicros / MICROS_PER_UNIT;
  }
}

/** CEL as the rules of segments speak it: our names, and arithmetic between int and double, which CEL itself lacks. */
export const LANGUAGE: Environment = withMixedArithmetic(
  new Environment({ limits: LIMITS })
    .registerType('EventFacts', {
      ctor: EventFacts,
      fields: { count: 'int', first: TIMESTAMP, last: TIMESTAMP, revenue: 'double' },
    })
    .registerVariable('traits', 'map<string, dyn>')
    .registerVariable('events', 'map<string, EventFacts>')
    .registerVariable('firstSeen', TIMESTAMP)
    .registerVariable('lastSeen', TIMESTAMP)
    .registerVariable('identifiers', 'list<string>'),
);

/** Order between int and double is CEL's own; equality of the other order and both `!=` follow from this one `==`. */
function withMixedArithmetic(environment: Environment): Environment {
  environment.registerOperator('int == double', (left: bigint, right: number) => Number(left) === right);
  const operators: Readonly<Record<string, (left: number, right: number) => number>> = {
    '+': (left, right) => left + right,
    '-': (left, right) => left - right,
    '*': (left, right) => left * right,
    '/': (left, right) => left / right,
  };
  for (const [operator, apply] of Object.entries(operators)) {
    const mixed = (left: bigint | number, right: bigint | number): number => apply(Number(left), Number(right));
    environment.registerOperator(`int ${operator} double: double`, mixed);
    environment.registerOperator(`double ${operator} int: double`, mixed);
  }
  return environment;
}
