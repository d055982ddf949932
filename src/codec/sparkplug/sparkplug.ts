// Sparkplug B (Eclipse Sparkplug 3.0) as one payload of a product's mapping: an edge node is the device that is
// connected (with devices behind it: a gateway), and its Sparkplug devices are its sub-devices, by name.

import { matchTopic, parseTopicPattern } from "../../kit/topic-pattern.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { type MappingRow, TOPIC_PLACEHOLDERS } from "../../spine/mapping.ts";
import { ok } from "../../spine/result.ts";
import { childOf, joinFailures, makeDecoded, refuse } from "../decoded.ts";
import type { Ask, ChildName, DecodeContext, Decoded, Route, RouteDevice } from "../dialect.ts";
import { toIdentifier } from "../plain/conversion.ts";
import { Report } from "../report.ts";
import { toDeviceName } from "../thingsboard/device-name.ts";
import { NodeState } from "./node-state.ts";
import { readPayload, type SparkplugPayload } from "./payload.ts";
import { encodeRebirth } from "./rebirth.ts";
import { toValue } from "./values.ts";

const KINDS = ["NBIRTH", "NDATA", "NDEATH", "DBIRTH", "DDATA", "DDEATH"] as const;
/** Groups that one node speaks in over one connection; it has one, as a rule. */
const NODES = 4;
type Kind = (typeof KINDS)[number];

interface Address {
  readonly kind: Kind;
  readonly group: string;
  readonly node: string;
  /** Empty in messages of the node itself. */
  readonly device: string;
  readonly names: Readonly<Record<string, string>>;
}

/** The route of a topic that a node publishes on; undefined for commands and anything else. */
export function sparkplugRoute(topic: string, row: MappingRow | undefined): Route | undefined {
  const [, group = "", word, node = "", device = "", ...rest] = topic.split("/");
  const kind = KINDS.find((one) => one === word);
  const isOfDevice = kind?.startsWith("D") === true;
  if (!kind || rest.length > 0 || isOfDevice !== (device !== "")) return undefined;
  const names = (row?.payload === "sparkplug-b" && row.names) || {};
  const address = { kind, group, node, device, names };
  return { replyTopic: undefined, decode: (payload, context) => decode(address, payload, context) };
}

/** Commands for the node and its devices, and the state of host applications. */
export function mayHearSparkplug(
  filter: string,
  pattern: string,
  { productKey, deviceName }: Pick<RouteDevice, "productKey" | "deviceName">,
): boolean {
  const [space, group = "", word, node = ""] = filter.split("/");
  if (space !== "spBv1.0") return false;
  if (group === "STATE") return true;
  if (word !== "NCMD" && word !== "DCMD") return false;
  const read = parseTopicPattern(pattern, TOPIC_PLACEHOLDERS);
  // A filter's own wildcards are taken as they are: `+` is not the node's name, and so is refused.
  const parts = typeof read === "string" ? undefined : matchTopic(read, `spBv1.0/${group}/${word}/${node}`);
  return (
    parts !== undefined &&
    node !== "+" &&
    node !== "#" &&
    (parts.deviceName ?? deviceName) === deviceName &&
    (parts.productKey ?? productKey) === productKey
  );
}

function decode(address: Address, payload: Uint8Array, context: DecodeContext): Decoded {
  const read = readPayload(payload);
  if (!read.ok) return refuse(read.error);
  const state = stateOf(address, context);
  if (address.kind === "NDEATH") return readNodeDeath(address, read.value, state);
  const turn = new Turn(address, state, context);
  turn.follow(read.value);
  if (address.kind === "DDEATH") {
    state.devices.delete(address.device);
    const request = { kind: "children_logout", children: [childNamed(address.device)] } as const;
    return turn.close([], { request, answer: () => turn.rebirth });
  }
  if (address.device === "") return turn.report(read.value, context);
  const child = childOf(context, childNamed(address.device));
  return child.ok ? turn.report(read.value, child.value) : turn.bar(child.error);
}

function childNamed(device: string): ChildName {
  return { productKey: undefined, deviceName: toDeviceName(device) };
}

/** One for each node of a connection; a connection that is new knows nothing. */
function stateOf({ group, node }: Address, { memory }: DecodeContext): NodeState {
  const key = `spBv1.0/${group}/${node}`;
  const known = memory?.get(key);
  if (known instanceof NodeState) return known;
  const state = new NodeState();
  // Groups are names of the node's own choice: one that makes up many is not to fill the memory with them.
  if (memory !== undefined && memory.size < NODES) memory.set(key, state);
  return state;
}

function nodeSessionOf({ metrics }: SparkplugPayload): bigint | undefined {
  const value = metrics.find(({ name }) => name === "bdSeq")?.value?.value;
  return typeof value === "bigint" ? value : undefined;
}

/** The will of an older connection may come late: it says whose end it is by bdSeq. */
function readNodeDeath({ node }: Address, payload: SparkplugPayload, state: NodeState): Decoded {
  const received = nodeSessionOf(payload);
  if (state.bdSeq !== undefined && received !== undefined && received !== state.bdSeq) {
    const numbers = { received: String(received), expected: String(state.bdSeq) };
    return makeDecoded({ flags: [failure("sparkplug_stale_death", { node, ...numbers })] });
  }
  const children = [...state.devices].map(childNamed);
  state.end();
  if (children.length === 0) return makeDecoded();
  return makeDecoded({ ask: { request: { kind: "children_logout", children }, answer: () => undefined } });
}

/** One message of a node, as it is worked through. */
class Turn {
  readonly #flags: Failure[] = [];
  readonly #left: Failure[] = [];
  #isRebirthDue = false;

  constructor(
    readonly address: Address,
    readonly state: NodeState,
    readonly context: DecodeContext,
  ) {}

  /** Births, and the sequence number. */
  follow(payload: SparkplugPayload): void {
    const { address, state } = this;
    const { kind, node, device } = address;
    if (kind === "NBIRTH") state.begin(nodeSessionOf(payload));
    else if (!state.isBorn) this.#isRebirthDue = true;
    const expected = state.follow(payload.seq);
    if (expected !== undefined && state.isBorn) {
      this.#flags.push(failure("sparkplug_gap", { node, expected, received: payload.seq ?? "" }));
      this.#isRebirthDue = true;
    }
    if (kind === "DBIRTH") state.addDevice(device);
    if (kind === "NBIRTH" || kind === "DBIRTH")
      for (const metric of payload.metrics) state.learn(device, metric);
  }

  /** The metrics as values of `speaker`. */
  report({ metrics, timestamp }: SparkplugPayload, speaker: DecodeContext): Decoded {
    const { address, state } = this;
    const report = new Report(speaker, "");
    const into = { report, speaker };
    let unnamed = 0;
    for (const metric of metrics) {
      const known = state.identify(address.device, metric);
      if (!known) unnamed += 1;
      else if (!isControl(known.name) && !metric.isNull && metric.value !== undefined) {
        const value = toValue(metric.value, known.datatype);
        this.#add(known.name, { value, time: metric.timestamp || timestamp || undefined }, into);
      }
    }
    if (unnamed > 0) {
      this.#left.push(failure("sparkplug_no_birth", { node: address.node, count: unnamed }));
      this.#isRebirthDue = true;
    }
    const why = report.failure;
    if (why) return refuse(joinFailures([why, ...this.#left]) ?? why);
    this.#flags.push(...report.flags);
    this.#left.push(...report.left);
    return this.close(report.toEvents(), undefined);
  }

  #add(
    name: string,
    { value, time }: { value: unknown; time: number | undefined },
    { report, speaker }: { report: Report; speaker: DecodeContext },
  ): void {
    const { names } = this.address;
    const named = Object.hasOwn(names, name) ? names[name] : undefined;
    const property = named === undefined ? toIdentifier(name, speaker) : ok(named);
    if (!property.ok) this.#left.push(property.error);
    else if (value === undefined)
      this.#left.push(failure("property_type", { property: property.value, type: "a value", received: "?" }));
    else report.addProperty(property.value, { value, time });
  }

  /** A message of a device that the node may not speak for. */
  bar(why: Failure): Decoded {
    this.#left.push(why);
    return this.close([], undefined);
  }

  /** The command that asks the node to be born again, when that is due and was not said just now. */
  get rebirth(): { readonly payload: Uint8Array; readonly topic: string } | undefined {
    const { group, node } = this.address;
    const nowMs = this.context.recvTs;
    if (!this.#isRebirthDue || !this.state.takeRebirth(nowMs)) return undefined;
    return { payload: encodeRebirth(nowMs), topic: `spBv1.0/${group}/NCMD/${node}` };
  }

  close(events: Decoded["events"], ask: Ask | undefined): Decoded {
    const decoded = { events, flags: this.#flags, left: this.#left };
    if (ask) return makeDecoded({ ...decoded, ask });
    const told = this.rebirth;
    return makeDecoded(told ? { ...decoded, reply: told.payload, replyTopic: told.topic } : decoded);
  }
}

/** Numbers of sessions, switches for commands and definitions of templates: nothing that was measured. */
function isControl(name: string): boolean {
  return name === "bdSeq" || /^(?:Node Control|Device Control|_types_)\//.test(name);
}
