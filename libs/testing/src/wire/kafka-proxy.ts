import type { Address } from './addresses';
import type { ApiName } from './apis';
import type { Exchange, KafkaAction } from './exchanges';
import { relayKafka } from './exchanges';
import { isRefusable } from './refusals';
import { addressIn, Relay } from './relay';
import type { RuleHandle } from './rules';
import { Rules } from './rules';

/** What to do with which requests. */
export interface KafkaRule {
  readonly api: ApiName;
  /** Only requests that contain this text: a topic's name as a rule. */
  readonly topic?: string;
  /** Only requests that contain this text too: a transactional id, a group or a client id. */
  readonly id?: string;
  /** How often; always, unless told. */
  readonly times?: number;
  readonly action: KafkaAction;
}

/**
 * Stands between clients and brokers, and lets tests decide what becomes of each request and each answer. Addresses in
 * answers are replaced, so everything a client does goes through it. For the versions that kafkajs 2.2.4 speaks.
 */
export class KafkaProxy {
  readonly #rules = new Rules<Exchange, KafkaAction>();
  readonly #relays = new Map<string, Promise<Relay>>();
  #refusing = false;

  #brokers: readonly string[] = [];

  /** `upstream`: a bootstrap broker, `host:port`. The others are found from what it says. */
  static async open({ upstream }: { readonly upstream: string }): Promise<KafkaProxy> {
    const proxy = new KafkaProxy();
    const { host, port } = (await proxy.#relayTo(addressIn(upstream))).address;
    proxy.#brokers = [`${host}:${port}`];
    return proxy;
  }

  /** Bootstrap addresses for clients, `host:port`. */
  get brokers(): string[] {
    return [...this.#brokers];
  }

  /** Of several rules for a request the one made first acts, and no other. */
  rule({ api, topic, id, times = Infinity, action }: KafkaRule): RuleHandle {
    if (action.kind === 'refuse' && !isRefusable(api)) {
      throw new Error(`a rule that refuses ${api}: the layout of that answer is not known here; see refusals.ts`);
    }
    const texts = [topic, id].filter((text) => text !== undefined);
    const matches = (exchange: Exchange): boolean =>
      exchange.api === api && texts.every((text) => exchange.request.includes(text));
    return this.#rules.add({ matches, times, action });
  }

  /** Ends every connection now. */
  async cutAll(): Promise<void> {
    for (const relay of await this.#all()) relay.cutAll();
  }

  /** As long as it is on, no new connection is made. */
  async refuse(on: boolean): Promise<void> {
    this.#refusing = on;
    for (const relay of await this.#all()) relay.refuse(on);
  }

  async close(): Promise<void> {
    await Promise.all((await this.#all()).map((relay) => relay.close()));
  }

  #all(): Promise<readonly Relay[]> {
    return Promise.all(this.#relays.values());
  }

  #relayTo(target: Address): Promise<Relay> {
    const name = `${target.host}:${target.port}`;
    const relay = this.#relays.get(name) ?? this.#opened(target);
    this.#relays.set(name, relay);
    return relay;
  }

  async #opened(target: Address): Promise<Relay> {
    const readdress = async (told: Address): Promise<Address> => (await this.#relayTo(told)).address;
    const relay = await Relay.open(target, (ends) => relayKafka(ends, { rules: this.#rules, readdress }));
    relay.refuse(this.#refusing);
    return relay;
  }
}
