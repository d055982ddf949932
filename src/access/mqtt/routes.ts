import { type Failure, failure } from "../../spine/error.ts";
import type { AnySession, Gate, PublishRoute } from "../adapter.ts";
import { countLevels } from "./channel/subscribe.ts";

/** More topics than this from one peer are forgotten and asked about again. */
const ROUTES_PER_PEER = 64;

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
