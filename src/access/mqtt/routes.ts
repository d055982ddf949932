import { type Failure, failure } from "../../spine/error.ts";
import type { AnySession, Gate, PublishRoute } from "../adapter.ts";
import type { Broker } from "./broker/broker.ts";
import type { ArmedWill, Will } from "./broker/messages/will.ts";
import type { ClientSession } from "./broker/session.ts";
import { countLevels } from "./channel/subscribe.ts";
import type { Publication } from "./wire/frames.ts";

/** More topics than this from one peer are forgotten and asked about again. */
const ROUTES_PER_PEER = 64;

/** Why a message under this route is refused, where it is. */
export function refusalOf(
  route: PublishRoute,
  { topic, qos, isRetain }: { readonly topic: string; readonly qos: number; readonly isRetain: boolean },
): Failure | undefined {
  if (route.maxQos !== undefined && qos > route.maxQos)
    return failure("qos_denied", { topic, limit: route.maxQos });
  return route.isRetainAllowed === false && isRetain ? failure("retain_denied", { topic }) : undefined;
}

/** A will with its way: a report of the device, a message to subscribers, or both. */
export function armWill(will: Will, route: PublishRoute, { gate, session, address }: WillOwner): ArmedWill {
  const { isRelayed } = route;
  const isAllowed = () => {
    const now = gate.publishRoute(session, will.topic);
    const why = "code" in now ? now : refusalOf(now, will);
    if (why !== undefined)
      gate.reportRefusal(why, { protocol: "mqtt", address, session, subject: will.topic });
    return why === undefined;
  };
  if (!route.isUplink || !("principal" in session)) return { will, isRelayed, report: undefined, isAllowed };
  const report = ({ topic, payload, qos }: Publication, stored: () => void) => {
    gate.uplink(session, { topic, payload, isAckNeeded: qos > 0 }, ({ kind }) => {
      if (kind === "stored") stored();
    });
  };
  return { will, isRelayed, report, isAllowed };
}

/** Whose will it is. */
export interface WillOwner {
  readonly gate: Pick<Gate, "uplink" | "publishRoute" | "reportRefusal">;
  readonly session: AnySession;
  readonly address: string;
}

/** What becomes of the messages of one peer, by topic: asked once, and of the last topic without a look-up. */
export class RouteCache {
  readonly #gate: Pick<Gate, "publishRoute">;
  readonly #maxLevels: number;
  #routes: Map<string, PublishRoute | Failure> | undefined;
  #lastTopic: string | undefined;
  #lastRoute: PublishRoute | Failure | undefined;

  constructor(gate: Pick<Gate, "publishRoute">, maxLevels: number) {
    this.#gate = gate;
    this.#maxLevels = maxLevels;
  }

  find(session: AnySession, topic: string): PublishRoute | Failure {
    if (topic === this.#lastTopic && this.#lastRoute !== undefined) return this.#lastRoute;
    let route = this.#routes?.get(topic);
    if (route === undefined) {
      route = this.#ask(session, topic);
      this.#routes ??= new Map();
      if (this.#routes.size >= ROUTES_PER_PEER) this.#routes.clear();
      this.#routes.set(topic, route);
    }
    this.#lastTopic = topic;
    this.#lastRoute = route;
    return route;
  }

  /** Rules have changed. */
  forget(): void {
    this.#routes = undefined;
    this.#lastTopic = undefined;
  }

  #ask(session: AnySession, topic: string): PublishRoute | Failure {
    if (countLevels(topic) > this.#maxLevels) {
      const detail = `it has more than ${this.#maxLevels} levels`;
      return failure("topic_invalid", { topic: topic.slice(0, 128), detail });
    }
    // What begins with $SYS is ours alone.
    if (topic.startsWith("$SYS")) return failure("topic_forbidden", { topic });
    return this.#gate.publishRoute(session, topic);
  }
}

/** Ends the subscriptions that are no longer granted as they are; what waits for them is not delivered. */
export function narrow(
  broker: Pick<Broker, "unsubscribe" | "delivery">,
  client: ClientSession,
  qosOf: (filter: string) => 0 | 1 | 2 | undefined,
): void {
  let count = 0;
  for (const { group, filter, qos } of [...(client.subscriptions?.values() ?? [])]) {
    const allowed = qosOf(group?.filter ?? filter);
    if (allowed !== undefined && allowed >= qos) continue;
    broker.unsubscribe(client, filter);
    count++;
  }
  if (count > 0) broker.delivery.withdraw(client, (topic) => qosOf(topic) === undefined);
}
