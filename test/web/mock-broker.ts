// The broker's part of the stand-in: keys, access rules, clients, retained messages.

import type {
  AccessQuestion,
  AccessRule,
  AccessRuleDraft,
  ApplicationKey,
  MqttClient,
  RetainedMessage,
} from "../../web/src/access/contract.ts";

interface Call {
  readonly params: Record<string, string>;
  readonly url: URL;
  readonly body: Record<string, unknown>;
}

const NOW = () => Date.now();

function clientOf(at: number): MqttClient {
  const kind = at % 5 === 0 ? "key" : at === 1 ? "user" : "device";
  return {
    ...{
      id: `c${at}`,
      kind,
      name: kind === "key" ? "scada-1" : kind === "user" ? "li.wei" : `press-400t/p${at}`,
    },
    ...{
      clientId: `client-${at}`,
      isConnected: at !== 7,
      address: at === 7 ? null : `192.168.10.${at}:5012${at}`,
    },
    ...{ isTls: at % 3 === 0, since: NOW() - at * 3_600_000, version: at % 2 === 0 ? "3.1.1" : "5.0" },
    ...{ subscriptions: at % 4, queued: at === 7 ? 1_204 : 0, inFlight: 0, expiryS: at === 7 ? 86_400 : 0 },
  };
}

type Routes = Record<string, (call: Call) => object | number>;

function removeFrom<T>(list: T[], isIt: (one: T) => boolean): number {
  const at = list.findIndex(isIt);
  if (at >= 0) list.splice(at, 1);
  return 204;
}

function keyRoutes(): Routes {
  const keys: ApplicationKey[] = [];
  return {
    "GET /api-keys": () => ({ items: keys }),
    "POST /api-keys": ({ body }) => {
      const [name, description] = [String(body.name), String(body.description)];
      const key: ApplicationKey = {
        ...{ keyId: `gk-7h2m4kd9x3q${keys.length}`, name, description, isEnabled: true },
        ...{ expiresAt: body.expiresAt as number | null, createdAt: NOW(), createdBy: "admin" },
        ...{ lastUsedAt: null, lastAddress: null, actions: [], scopes: [{ kind: "all" }] },
        ...{ addresses: [], ratePerMin: null, isSigned: false, previousUntil: null },
      };
      keys.push(key);
      return { ...key, secret: "q2Jv0n8vXr1mZs7Yc4Tg6Lk9Bd3Hf5Pw0Ea2Ui8Ro1M", signingKey: null };
    },
    "PATCH /api-keys/:id": ({ params, body }) =>
      Object.assign(keys.find(({ keyId }) => keyId === params.id) ?? {}, body),
    "DELETE /api-keys/:id": ({ params }) => removeFrom(keys, ({ keyId }) => keyId === params.id),
  };
}

function ruleRoutes(): Routes {
  const rules: AccessRule[] = [];
  const ruleOf = ({ params }: Call) => rules.find(({ id }) => String(id) === params.id);
  return {
    "GET /acl/rules": () => ({ items: rules }),
    "POST /acl/rules": ({ body }) => {
      const rule = { ...(body as unknown as AccessRuleDraft), id: rules.length + 1 };
      rules.push(rule);
      return rule;
    },
    "PATCH /acl/rules/:id": (call) => Object.assign(ruleOf(call) ?? {}, call.body),
    "DELETE /acl/rules/:id": (call) => removeFrom(rules, (one) => one === ruleOf(call)),
    "PUT /acl/order": ({ body }) => {
      const ids = body.ids as number[];
      rules.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
      return { items: rules };
    },
    "POST /acl/check": ({ body }) => {
      const { topic } = body as unknown as AccessQuestion;
      const rule = rules.find((one) => one.pattern === topic) ?? null;
      const limits = { maxQos: rule?.maxQos ?? 0, isRetainAllowed: true };
      return {
        ...{ isAllowed: rule?.effect === "allow", decidedBy: rule ? "rule" : "default", rule },
        ...limits,
      };
    },
  };
}

function clientRoutes(isEmpty: boolean): Routes {
  const clients = isEmpty ? [] : Array.from({ length: 12 }, (_, at) => clientOf(at + 1));
  const topics = isEmpty ? [] : ["hall/3/temperature", "line/a/state"];
  const retained: RetainedMessage[] = topics.map((topic) => ({
    ...{ topic, payload: '{"value":21.5}', isText: true, sizeBytes: 14, qos: 1 as const, expiresAt: null },
  }));
  return {
    "GET /mqtt/stats": () => ({
      ...{ sessions: clients.length, connected: clients.length, maximum: 12, subscriptions: 18 },
      ...{
        sharedGroups: 1,
        retained: retained.length,
        retainedBytes: 28,
        queued: 1_204,
        queuedBytes: 98_112,
      },
      dropped: { slow: 3, queue: 0, expired: 0, size: 0 },
    }),
    "GET /mqtt/clients": ({ url }) => {
      const { searchParams } = url;
      const [q, kind] = [searchParams.get("q") ?? "", searchParams.get("kind") ?? ""];
      const items = clients.filter((one) => one.name.includes(q) && (kind === "" || one.kind === kind));
      return { items, nextCursor: null };
    },
    "GET /mqtt/clients/:id": ({ params }) => ({
      client: clients.find(({ id }) => id === params.id) ?? clientOf(1),
      subscriptions: [{ filter: "/sys/press-400t/+/thing/event/property/post", qos: 1 }],
    }),
    "DELETE /mqtt/clients/:id": ({ params }) => removeFrom(clients, ({ id }) => id === params.id),
    "GET /mqtt/retained": () => ({ items: retained, nextCursor: null }),
    "DELETE /mqtt/retained": ({ body }) => removeFrom(retained, ({ topic }) => topic === body.topic),
  };
}

/** What one server remembers of it. */
export function makeBrokerRoutes(isEmpty: boolean): Routes {
  return { ...keyRoutes(), ...ruleRoutes(), ...clientRoutes(isEmpty) };
}
