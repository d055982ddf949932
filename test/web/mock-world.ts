// A small factory for the UI's tests and pictures: products with models, devices, and values that are pure
// functions of time, so that history and live values agree.

import type {
  Ban,
  DeadLetter,
  Device,
  JournalEntry,
  Json,
  Overview,
  Product,
  SessionUser,
  ThingModel,
  User,
} from "../../web/src/contract.ts";
import { refusalParts } from "./mock-diagnosis.ts";
import { mockLetters } from "./mock-log.ts";
import { NEW_PRODUCT } from "./mock-product.ts";

type Shape = (seconds: number, seed: number) => Json;

const wave = (seconds: number, period: number, seed: number) =>
  Math.sin((seconds / period) * 2 * Math.PI + seed);
/** Noise that is the same for the same second and seed. */
function noise(seconds: number, seed: number): number {
  const x = Math.sin(seconds * 12.9898 + seed * 78.233) * 43758.5453;
  return (x - Math.floor(x)) * 2 - 1;
}
const round = (value: number, digits = 2) => Number(value.toFixed(digits));

interface Kind {
  readonly productKey: string;
  readonly name: string;
  readonly description: string;
  readonly names: readonly string[];
  readonly model: ThingModel;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const number = (
  identifier: string,
  name: string,
  unit: string,
  range: [number, number],
  type: "float" | "int" = "float",
) => ({
  identifier,
  name,
  accessMode: "r" as const,
  required: false,
  dataType: { type, min: range[0], max: range[1], ...(unit !== "" && { unit }) },
});

const PRESS: Kind = {
  productKey: "press-400t",
  name: "Injection press 400 t",
  description: "Hydraulic injection moulding presses of hall B",
  names: ["press-01", "press-02", "press-03", "press-04", "press-05", "press-06"],
  model: {
    properties: [
      number("oil_temp", "Oil temperature", "°C", [-20, 120]),
      number("pressure", "Clamp pressure", "bar", [0, 400]),
      number("cycle_time", "Cycle time", "s", [0, 300]),
      number("pieces", "Pieces", "", [0, 2_000_000_000], "int"),
      {
        identifier: "running",
        name: "Running",
        accessMode: "r",
        required: false,
        dataType: { type: "bool", falseText: "Stopped", trueText: "Running" },
      },
      {
        identifier: "mode",
        name: "Mode",
        accessMode: "rw",
        required: false,
        dataType: { type: "enum", items: { "0": "Idle", "1": "Set-up", "2": "Automatic", "3": "Fault" } },
      },
      {
        identifier: "mould",
        name: "Mould",
        accessMode: "rw",
        required: false,
        dataType: { type: "text", length: 64 },
      },
      {
        identifier: "motor",
        name: "Main motor",
        accessMode: "r",
        required: false,
        dataType: {
          type: "struct",
          fields: [
            { identifier: "current", name: "Current", dataType: { type: "float", unit: "A" } },
            { identifier: "speed", name: "Speed", dataType: { type: "int", unit: "rpm" } },
          ],
        },
      },
      {
        identifier: "zones",
        name: "Barrel zones",
        accessMode: "r",
        required: false,
        dataType: { type: "array", size: 4, item: { type: "float", unit: "°C" } },
      },
      {
        identifier: "last_service",
        name: "Last service",
        accessMode: "r",
        required: false,
        dataType: { type: "date" },
      },
    ],
    events: [
      {
        identifier: "over_temperature",
        name: "Oil too hot",
        level: "alert",
        output: [
          { identifier: "oil_temp", name: "Oil temperature", dataType: { type: "float", unit: "°C" } },
        ],
      },
      { identifier: "emergency_stop", name: "Emergency stop", level: "error", output: [] },
    ],
    services: [
      {
        identifier: "reset_counter",
        name: "Reset the piece counter",
        callType: "async",
        input: [],
        output: [],
      },
    ],
  },
  shapes: {
    oil_temp: (s, seed) =>
      round(54 + 9 * wave(s, 3_600, seed) + 1.2 * wave(s, 95, seed) + 0.3 * noise(s, seed)),
    pressure: (s, seed) => round(Math.max(0, 165 + 150 * wave(s, 22, seed) + 4 * noise(s, seed)), 1),
    cycle_time: (s, seed) => round(21.5 + 1.1 * wave(s, 900, seed) + 0.25 * noise(s, seed)),
    pieces: (s, seed) => Math.floor((s - 1_760_000_000) / 21.5 + seed * 1_000),
    running: (s, seed) => (wave(s, 1_500, seed) > -0.85 ? 1 : 0),
    mode: (s, seed) => (wave(s, 1_500, seed) > -0.85 ? 2 : 1),
    mould: () => "M-2207 lid 80 mm",
    motor: (s, seed) => ({
      current: round(62 + 20 * wave(s, 22, seed), 1),
      speed: 1480 + Math.round(4 * noise(s, seed)),
    }),
    zones: (s, seed) => [0, 1, 2, 3].map((zone) => round(205 + zone * 8 + noise(s + zone, seed), 1)),
    last_service: () => 1_775_000_000_000,
  },
};

const METER: Kind = {
  productKey: "power-meter",
  name: "Power meter",
  description: "Three-phase meters in the distribution boards",
  names: Array.from({ length: 18 }, (_, index) => `meter-${String(index + 1).padStart(2, "0")}`),
  model: {
    properties: [
      number("voltage", "Voltage", "V", [0, 500]),
      number("current", "Current", "A", [0, 630]),
      number("power", "Active power", "kW", [0, 400]),
      number("frequency", "Frequency", "Hz", [45, 55]),
      {
        identifier: "energy",
        name: "Energy",
        accessMode: "r",
        required: true,
        dataType: { type: "long", unit: "Wh" },
      },
    ],
    events: [],
    services: [],
  },
  shapes: {
    voltage: (s, seed) => round(231 + 2.2 * wave(s, 700, seed) + 0.6 * noise(s, seed), 1),
    current: (s, seed) => round(Math.max(0, 88 + 40 * wave(s, 1_200, seed) + 5 * noise(s, seed)), 1),
    power: (s, seed) => round(Math.max(0, 58 + 26 * wave(s, 1_200, seed) + 3 * noise(s, seed)), 2),
    frequency: (s, seed) => round(50 + 0.03 * noise(s, seed), 3),
    energy: (s, seed) => String(9_007_199_254_740_993n + BigInt(Math.floor(s * 16) + seed)),
  },
};

const OVEN: Kind = {
  productKey: "curing-oven",
  name: "Curing oven",
  description: "Continuous ovens, three zones",
  names: ["oven-1", "oven-2", "oven-3"],
  model: {
    properties: [
      number("zone1", "Zone 1", "°C", [0, 350]),
      number("zone2", "Zone 2", "°C", [0, 350]),
      number("belt", "Belt speed", "m/min", [0, 12]),
    ],
    events: [],
    services: [],
  },
  shapes: {
    zone1: (s, seed) => round(182 + 3 * wave(s, 300, seed) + noise(s, seed), 1),
    zone2: (s, seed) => round(214 + 2 * wave(s, 260, seed) + noise(s, seed), 1),
    belt: (s, seed) => round(4.2 + 0.1 * noise(s, seed)),
  },
};

const KINDS: readonly Kind[] = [PRESS, METER, OVEN];

export interface MockDevice {
  readonly row: Device;
  readonly kind: Kind | undefined;
  readonly seed: number;
}

export interface World {
  isEmpty: boolean;
  /** As many files are being made as may be. */
  isExportBusy: boolean;
  user: SessionUser | undefined;
  readonly users: User[];
  readonly products: Map<string, Product>;
  readonly models: Map<string, ThingModel>;
  readonly devices: Map<string, MockDevice>;
  letters: DeadLetter[];
  readonly startedAt: number;
  readonly liftedBans: Set<string>;
}

const DAY_MS = 86_400_000;

function makeDevice(kind: Kind, deviceName: string, index: number, now: number): MockDevice {
  const state =
    index % 11 === 7 ? "offline" : index % 13 === 11 ? "inactive" : index % 17 === 15 ? "disabled" : "online";
  const isUp = state === "online";
  const row: Device = {
    nodeType: "direct",
    gateway: null,
    productKey: kind.productKey,
    deviceName,
    name: kind === PRESS ? `Press ${index + 1}, hall B` : null,
    state,
    stateSince: state === "inactive" ? null : now - (isUp ? 5_400_000 : 780_000),
    stateReason: isUp ? "connected" : state === "offline" ? "keepalive_timeout" : null,
    address: isUp ? `192.168.10.${20 + index}:5${1000 + index}` : null,
    activatedAt: state === "inactive" ? null : now - 40 * DAY_MS,
    lastSeenAt: state === "inactive" ? null : now - (isUp ? 1_000 : 780_000),
    isEnabled: state !== "disabled",
    createdAt: now - 41 * DAY_MS,
  };
  return { row, kind, seed: index + deviceName.length };
}

/** A factory with three products, or an empty one as after the first start. */
export function makeWorld(options: { isEmpty?: boolean } = {}): World {
  const now = Date.now();
  const world: World = {
    isEmpty: options.isEmpty ?? false,
    liftedBans: new Set(),
    isExportBusy: false,
    letters: options.isEmpty ? [] : mockLetters(now),
    user: undefined,
    users: [
      {
        id: 1,
        username: "admin",
        ...{ role: "admin", roleName: "admin" },
        isEnabled: true,
        createdAt: now - 60 * DAY_MS,
        hasSecondFactor: false,
        hasPassword: true,
        lastLoginAt: now - 4_000,
      },
      {
        id: 2,
        username: "li.wei",
        ...{ role: "developer", roleName: "developer" },
        isEnabled: true,
        createdAt: now - 50 * DAY_MS,
        hasSecondFactor: false,
        hasPassword: true,
        lastLoginAt: now - DAY_MS,
      },
      {
        id: 3,
        username: "hall-b-tv",
        ...{ role: "viewer", roleName: "viewer" },
        isEnabled: true,
        createdAt: now - 20 * DAY_MS,
        hasSecondFactor: false,
        hasPassword: true,
        lastLoginAt: null,
      },
    ],
    products: new Map(),
    models: new Map(),
    devices: new Map(),
    startedAt: now - 3 * 3_600_000,
  };
  if (world.isEmpty) return world;
  for (const kind of KINDS) {
    kind.names.forEach((name, index) => {
      world.devices.set(`${kind.productKey}/${name}`, makeDevice(kind, name, index, now));
    });
    world.models.set(kind.productKey, structuredClone(kind.model));
    world.products.set(kind.productKey, {
      productKey: kind.productKey,
      name: kind.name,
      description: kind.description,
      nodeType: "direct",
      validation: kind === METER ? "strict" : "warn",
      isEnabled: true,
      modelVersion: 3,
      retentionDays: null,
      ...NEW_PRODUCT,
      childProductKey: null,
      deviceCount: kind.names.length,
      createdAt: now - 60 * DAY_MS,
      updatedAt: now - 2 * DAY_MS,
    });
  }
  return world;
}

/** The device's value of a property at a time, once a second. */
export function valueAt(device: MockDevice, property: string, ts: number): Json | undefined {
  return device.kind?.shapes[property]?.(Math.floor(ts / 1_000), device.seed);
}

export function propertiesOf(device: MockDevice): string[] {
  return Object.keys(device.kind?.shapes ?? {});
}

const REFUSALS = [
  [
    "property_range",
    "Property oil_temp is 312; the thing model allows -20 to 120.",
    "属性 oil_temp 的值为 312，物模型允许 -20 至 120。",
    "press-400t",
    "press-02",
  ],
  [
    "sign_mismatch",
    'The signature does not match: expected 6074…9e57, received 14b1…01ee, over "clientIdpress-05deviceNamepress-05productKeypress-400t". It was made with the product secret.',
    "签名不匹配：应为 6074…9e57，收到 14b1…01ee。设备使用了产品密钥签名。",
    "press-400t",
    "press-05",
  ],
  [
    "unknown_device",
    "Product power-meter has no device meter-77.",
    "产品 power-meter 下没有设备 meter-77。",
    "power-meter",
    "meter-77",
  ],
  [
    "property_unknown",
    "Property humidity is not in the thing model.",
    "属性 humidity 不在物模型中。",
    "curing-oven",
    "oven-2",
  ],
  [
    "payload_not_json",
    "The payload is not JSON: unexpected token at position 17.",
    "负载不是 JSON：第 17 个字符处有意外内容。",
    "power-meter",
    "meter-04",
  ],
] as const;

/** What was refused lately, newest first, in the language asked for. */
export function refusals(language: string, now: number): JournalEntry[] {
  return REFUSALS.map(([code, en, zh, productKey, deviceName], index) => ({
    id: 900 - index,
    seq: 1_884_000 - index * 71,
    ts: now - 20_000 - index * 95_000,
    recvTs: now - 20_000 - index * 95_000,
    kind: "refused",
    code,
    title: code,
    text: language.startsWith("zh") ? zh : en,
    subject: "thing/event/property/post",
    address: "192.168.10.22:51002",
    ...refusalParts(code, language),
    isStored: code === "property_unknown",
    productKey,
    deviceName,
  }));
}

export function deviceJournal(key: string, language: string, now: number): JournalEntry[] {
  const [productKey = "", deviceName = ""] = key.split("/");
  const entries: JournalEntry[] = [
    {
      id: 700,
      ts: now - 45_000,
      kind: "event",
      title: "over_temperature",
      level: "alert",
      output: { oil_temp: 81.4 },
    },
    {
      id: 699,
      ts: now - 5_400_000,
      kind: "state",
      title: "online",
      code: "connected",
      address: "192.168.10.20:51000",
    },
    {
      id: 698,
      ts: now - 5_460_000,
      kind: "state",
      title: "offline",
      code: "keepalive_timeout",
      address: "192.168.10.20:50311",
    },
    { id: 697, ts: now - 9_000_000, kind: "event", title: "emergency_stop", level: "error", output: {} },
    { id: 696, ts: now - 40 * DAY_MS, kind: "lifecycle", title: "activated" },
    { id: 695, ts: now - 41 * DAY_MS, kind: "lifecycle", title: "created" },
  ];
  const mine = refusals(language, now).filter(
    (one) => one.productKey === productKey && one.deviceName === deviceName,
  );
  const named = entries.map((entry) => ({ ...entry, productKey, deviceName }));
  return [...mine, ...named].sort((a, b) => b.ts - a.ts);
}

function listeners(now: number): Overview["listeners"] {
  const count = Math.floor((now / 1000) * 41) % 10_000_000;
  const up = { host: "0.0.0.0", status: "listening" as const, error: null };
  return [
    {
      ...up,
      name: "mqtt",
      protocol: "mqtt",
      port: 1883,
      isTls: false,
      connections: 24,
      connectionsTotal: 311,
      messagesIn: count,
      messagesOut: count + 210,
      bytesIn: count * 143,
      bytesOut: count * 88,
      refused: { sign_mismatch: 12, unknown_device: 3 },
    },
    {
      ...up,
      name: "mqtts",
      protocol: "mqtt",
      port: 8883,
      isTls: true,
      connections: 2,
      connectionsTotal: 9,
      messagesIn: 4_211,
      messagesOut: 4_230,
      bytesIn: 611_000,
      bytesOut: 370_000,
      refused: {},
    },
    {
      name: "mqtt-ws",
      protocol: "mqtt",
      host: "0.0.0.0",
      port: 8083,
      isTls: false,
      status: "failed",
      error: "address in use",
      connections: 0,
      connectionsTotal: 0,
      messagesIn: 0,
      messagesOut: 0,
      bytesIn: 0,
      bytesOut: 0,
      refused: {},
    },
  ];
}

const rateAt = (ts: number) =>
  round(41 + 7 * wave(ts / 1000, 240, 1) + 3 * noise(Math.floor(ts / 5000), 3), 1);

export function overviewOf(world: World, now: number): Overview {
  const rows = [...world.devices.values()].map((device) => device.row);
  const count = (state: Device["state"]) => rows.filter((row) => row.state === state).length;
  const history = Array.from({ length: 120 }, (_, index) => {
    const ts = now - (119 - index) * 5_000;
    return { ts, messagesPerSec: world.isEmpty ? 0 : rateAt(ts) };
  });
  const rate = world.isEmpty ? 0 : rateAt(now);
  return {
    devices: {
      total: rows.length,
      online: count("online"),
      stale: count("stale"),
      offline: count("offline"),
      inactive: count("inactive"),
      disabled: count("disabled"),
    },
    products: world.products.size,
    rates: {
      messagesPerSec: rate,
      pointsPerSec: round(rate * 4.2, 1),
      refusedPerSec: world.isEmpty ? 0 : 0.2,
      history,
    },
    disk: {
      dataBytes: 2_310_000_000,
      freeBytes: 41_200_000_000,
      totalBytes: 64_000_000_000,
      logBytes: 1_420_000_000,
      telemetryBytes: 870_000_000,
      journalBytes: 12_000_000,
      budgetBytes: 38_400_000_000,
      reserveBytes: 512_000_000,
      state: "ok",
      reason: null,
      growthBytesPerDay: 21_000_000,
      daysLeft: 1718.6,
      shed: { traces: 0, log: 0, raw: 0, rollups: 0 },
    },
    process: {
      rssBytes: 83_400_000,
      uptimeMs: now - world.startedAt,
      cpuPercent: round(6.4 + noise(Math.floor(now / 2500), 2), 1),
      version: "0.1.0",
    },
    noisiest: world.isEmpty
      ? []
      : rows.slice(0, 8).map((row, at) => ({ ...row, eventsPerMin: 240 / (at + 1) })),
    deadLetters: world.letters.length,
    log: { lastSeq: 1_884_213, commitMsP50: 1.24, commitMsP99: 6.8, unavailable: null },
    listeners: listeners(now),
    server: { timeMs: now, hosts: ["192.168.10.5", "10.0.3.17"] },
  };
}

/** One device that fails, and an address from which many names are tried. */
export function bansOf(now: number): Ban[] {
  const times = { since: now - 130_000, until: now + 470_000 };
  const name = "press-07&press-400t";
  return [
    {
      id: "a1",
      kind: "address",
      address: "203.0.113.9",
      name: null,
      failures: 50,
      code: "unknown_device",
      ...times,
    },
    {
      id: "b2",
      kind: "login",
      address: "192.168.10.23",
      name,
      failures: 10,
      code: "sign_mismatch",
      ...times,
    },
  ];
}
