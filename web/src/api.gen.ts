// Made by scripts/api-types.ts from the API document; never edited.

export type Json = number | string | boolean | null | Json[] | { [key: string]: Json };

export type AccessAnswer = {
  isAllowed: boolean;
  decidedBy: "rule" | "own" | "default";
  rule: AccessRule | null;
  maxQos: 0 | 1 | 2;
  isRetainAllowed: boolean;
};

export type AccessQuestion = {
  subjectKind: "user" | "key" | "device";
  subjectName: string;
  clientId?: string;
  action: "publish" | "subscribe";
  topic: string;
};

export type AccessRule = {
  id: number;
  effect: "allow" | "deny";
  subjectKind: "everyone" | "user" | "role" | "key" | "product" | "device";
  subjectName: string;
  action: "publish" | "subscribe" | "both";
  pattern: string;
  maxQos: 0 | 1 | 2;
  isRetainAllowed: boolean;
  notes: string;
};

export type AccessRuleChange = {
  effect?: "allow" | "deny";
  subjectKind?: "everyone" | "user" | "role" | "key" | "product" | "device";
  subjectName?: string;
  action?: "publish" | "subscribe" | "both";
  pattern?: string;
  maxQos?: 0 | 1 | 2;
  isRetainAllowed?: boolean;
  notes?: string;
};

export type AggregateRow = {
  from: number;
  to: number;
  count: number;
  min: number | null;
  max: number | null;
  sum: number | null;
  avg: number | null;
  first: Json | null;
  last: Json | null;
  quality: 0 | 1 | 2 | 3 | 4 | null;
};

export type AggregateSeries = {
  property: string;
  rows: AggregateRow[];
};

export type ApiKey = {
  keyId: string;
  name: string;
  description: string;
  isEnabled: boolean;
  expiresAt: number | null;
  createdAt: number;
  createdBy: string;
  lastUsedAt: number | null;
  lastAddress: string | null;
  actions: ("read" | "write" | "command" | "manage" | "ota" | "admin")[];
  scopes: Scope[];
  addresses: string[];
  ratePerMin: number | null;
  hasTokenKey: boolean;
  isSigned: boolean;
  previousUntil: number | null;
};

export type ApiKeyChange = {
  name?: string;
  description?: string;
  expiresAt?: number | null;
  isEnabled?: boolean;
  actions?: ("read" | "write" | "command" | "manage" | "ota" | "admin")[];
  scopes?: Scope[];
  addresses?: string[];
  ratePerMin?: number | null;
  tokenKey?: string | null;
};

export type ApiKeyRotation = {
  overlapS: number;
  isSigned?: boolean;
};

export type ApplyReport = {
  dryRun: boolean;
  changes: ({
    action: "create" | "update" | "unchanged";
    kind: "product" | "device";
    key: string;
    fields: string[];
  })[];
  summary: {
    created: number;
    updated: number;
    unchanged: number;
  };
};

export type AuditRecord = {
  id: number;
  at: number;
  actor: string;
  address: string;
  action: string;
  target: string;
  before: Json;
  after: Json;
};

export type AwaitedStep = {
  user: null;
  challenge: string;
  needs: "code" | "enrolment";
};

export type Ban = {
  id: string;
  kind: "login" | "address";
  address: string;
  name: string | null;
  failures: number;
  code: string;
  since: number;
  until: number;
};

export type BulkChange = {
  action: "enable" | "disable" | "delete";
  target: {
    keys: string[];
  } | {
    filter: DeviceFilter;
  };
  dryRun?: boolean;
} | {
  action: "move";
  groupId: number | null;
  target: {
    keys: string[];
  } | {
    filter: DeviceFilter;
  };
  dryRun?: boolean;
} | {
  action: "tag";
  tags: Record<string, string>;
  target: {
    keys: string[];
  } | {
    filter: DeviceFilter;
  };
  dryRun?: boolean;
} | {
  action: "untag";
  tagKeys: string[];
  target: {
    keys: string[];
  } | {
    filter: DeviceFilter;
  };
  dryRun?: boolean;
} | {
  action: "edit";
  fields: {
    name?: string;
    notes?: string;
    latitude?: number | null;
    longitude?: number | null;
    place?: string;
  };
  target: {
    keys: string[];
  } | {
    filter: DeviceFilter;
  };
  dryRun?: boolean;
};

export type BulkOutcome = {
  matched: number;
  changed: number;
  unchanged: number;
  failed: ({
    device: string;
    code: string;
    message: string;
  })[];
  job: Job | null;
};

export type BusLine = {
  id: number;
  name: string;
  state: "up" | "dialling" | "down" | "waiting";
  reason: string;
  load: number;
  slaves: number;
  silent: number;
  ailments: string[];
};

export type Command = {
  id: number;
  productKey: string;
  deviceName: string;
  kind: "property_set" | "service" | "raw";
  identifier: string | null;
  request: Record<string, Json>;
  state: "queued" | "sent" | "succeeded" | "failed" | "expired" | "cancelled";
  actor: string;
  createdAt: number;
  expiresAt: number;
  timeoutMs: number;
  sentAt: number | null;
  settledAt: number | null;
  confirmedBy: "answer" | "report" | "write" | null;
  output: Record<string, Json> | null;
  error: {
    code: string;
    params: Record<string, string | number>;
    text: string;
  } | null;
  waiting: {
    code: string;
    params: Record<string, string | number>;
    text: string;
  } | null;
};

export type CreatedApiKey = {
  keyId: string;
  name: string;
  description: string;
  isEnabled: boolean;
  expiresAt: number | null;
  createdAt: number;
  createdBy: string;
  lastUsedAt: number | null;
  lastAddress: string | null;
  actions: ("read" | "write" | "command" | "manage" | "ota" | "admin")[];
  scopes: Scope[];
  addresses: string[];
  ratePerMin: number | null;
  hasTokenKey: boolean;
  isSigned: boolean;
  previousUntil: number | null;
  secret: string;
  signingKey: string | null;
};

export type DataScope = {
  kind: "all";
} | {
  kind: "group";
  groupId: number;
} | {
  kind: "product";
  productKey: string;
};

export type DataStream = {
  key: string;
  kind: "number" | "boolean" | "text" | "list" | "object";
  value: Json;
  ts: number;
  quality: number;
};

export type DeadLetter = {
  id: number;
  target: string;
  seq: number;
  at: number;
  kind: "property" | "event" | "reply" | "state" | "lifecycle" | "refused";
  productKey: string;
  deviceName: string;
  reason: string;
  attempts: number;
  sizeBytes: number;
};

export type DeadLetterTarget = {
  target: string;
  count: number;
  sizeBytes: number;
  dropped: number;
  isAttached: boolean;
};

export type DeadLetterWithEvent = {
  id: number;
  target: string;
  seq: number;
  at: number;
  kind: "property" | "event" | "reply" | "state" | "lifecycle" | "refused";
  productKey: string;
  deviceName: string;
  reason: string;
  attempts: number;
  sizeBytes: number;
  event: Record<string, Json> | null;
};

export type DeletedDevice = {
  id: number;
  productKey: string;
  deviceName: string;
  name: string;
  deletedAt: number;
  deletedBy: string;
  purgeAt: number;
};

export type Device = {
  productKey: string;
  deviceName: string;
  name: string;
  notes: string;
  nodeType: "direct" | "gateway" | "sub";
  gateway: {
    productKey: string;
    deviceName: string;
  } | null;
  groupId: number | null;
  latitude: number | null;
  longitude: number | null;
  place: string;
  state: "inactive" | "online" | "stale" | "offline" | "disabled";
  stateSince: number;
  stateReason: string;
  address: string;
  activatedAt: number | null;
  lastSeenAt: number | null;
  isEnabled: boolean;
  createdAt: number;
};

export type DeviceCertificate = {
  name: string;
  cert: string;
  key: string;
  ca: string;
};

export type DeviceCounts = {
  total: number;
  online: number;
  stale: number;
  offline: number;
  inactive: number;
  disabled: number;
};

export type DeviceCredential = {
  id: number;
  kind: "secret" | "token" | "password" | "certificate";
  name: string;
  username: string | null;
  fingerprint: string | null;
  status: "active" | "expired" | "revoked";
  createdAt: number;
  createdBy: string;
  expiresAt: number | null;
  revokedAt: number | null;
  lastUse: {
    at: number;
    dialect: string;
    address: string;
  } | null;
};

export type DeviceCredentials = {
  productKey: string;
  deviceName: string;
  deviceSecret: string;
  mqtt: {
    host: null;
    plain: {
      clientId: string;
      username: string;
      password: string;
    };
    alink: {
      clientId: string;
      username: string;
      password: string;
    };
    yudao: {
      clientId: string;
      username: string;
      password: string;
    };
    onenet: {
      clientId: string;
      username: string;
      password: string;
    } | null;
    thingsboard: {
      clientId: string;
      username: string;
      password: string;
    };
    jetlinks: {
      clientId: string;
      username: string;
      password: string;
    };
  };
  others: ({
    id: number;
    kind: "token" | "password";
    name: string;
    login: {
      clientId: string;
      username: string;
      password: string;
    };
  })[];
};

export type DeviceFilter = {
  productKey?: string;
  state?: "inactive" | "online" | "stale" | "offline" | "disabled";
  q?: string;
  gateway?: string;
  group?: number | "none";
  view?: number;
  tag?: string[];
  enabled?: boolean;
  seenBefore?: number;
  createdAfter?: number;
  notSeenForS?: number;
  createdWithinS?: number;
};

export type DeviceGroup = {
  id: number;
  parentId: number | null;
  name: string;
  kind: "site" | "line" | "machine" | "other";
  order: number;
  notes: string;
  depth: number;
  path: string;
};

export type DeviceLatest = {
  productKey: string;
  deviceName: string;
  points: ({
    property: string;
    ts: number;
    value: Json;
    quality: 0 | 1 | 2 | 3 | 4;
    recvTs?: number;
  })[];
};

export type DeviceView = {
  id: number;
  name: string;
  filter: DeviceFilter;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
};

export type Dialect = {
  name: string;
  summary: {
    en: string;
    zh: string;
  };
  routes: ({
    pattern: string;
    direction: "up" | "down";
    description: {
      en: string;
      zh: string;
    };
    example: string;
  })[];
};

export type DirectoryReport = Record<string, string | number>;

export type EventLog = {
  firstSeq: number;
  lastSeq: number;
  pendingEvents: number;
  batches: number;
  events: number;
  sizeBytes: number;
  generations: number;
  commitMsP50: number;
  commitMsP99: number;
  unavailable: string | null;
  droppedRelaxed: number;
  commitGapMs: number;
  cadences: Record<string, "strict" | "grouped" | "relaxed">;
  readers: ({
    name: string;
    lag: number;
    lostEvents: number;
    failure: string | null;
  })[];
  gaps: ({
    reader: string;
    fromSeq: number;
    toSeq: number;
    missed: number;
    at: number;
  })[];
  damagedCount: number;
  damage: ({
    file: string;
    seq: number | null;
    reason: string;
  })[];
};

export type FieldLink = {
  id: number;
  settings: {
    name: string;
    isEnabled: boolean;
    transport: {
      kind: "tcp";
      host: string;
      port: number;
      backup?: {
        host: string;
        port: number;
      };
      isClosedAfterExchange: boolean;
    } | {
      kind: "rtuTcp";
      host: string;
      port: number;
      backup?: {
        host: string;
        port: number;
      };
    } | {
      kind: "serial";
      path: string;
      baud: number;
      dataBits: 7 | 8;
      parity: "none" | "even" | "odd" | "mark" | "space";
      stopBits: 1 | 2;
      hasFlowControl: boolean;
      rs485?: {
        isRtsHighOnSend: boolean;
        delayBeforeMs: number;
        delayAfterMs: number;
      };
    } | {
      kind: "dtu";
      framing: "rtu" | "tcp";
      identification: {
        by: "text";
        text: string;
      } | {
        by: "hex";
        hex: string;
      } | {
        by: "pattern";
        pattern: string;
      } | {
        by: "imei";
        imei: string;
      } | {
        by: "iccid";
        iccid: string;
      } | {
        by: "onenet";
        productId: string;
        deviceName: string;
      } | {
        by: "yudao";
        productKey: string;
        deviceName: string;
      } | {
        by: "address";
        address: string;
      };
      heartbeat?: {
        text: string;
      } | {
        hex: string;
      };
    };
    connectTimeoutMs: number;
    timeoutMs: number;
    retries: number;
    retryGapMs: number;
    gapMs?: number;
    keepAliveMs?: number;
  };
  status: {
    state: "down" | "dialling" | "up" | "off";
    since: number | null;
    reason: string;
    connects: number;
  };
  slaveCount: number;
  createdAt: number;
  updatedAt: number;
};

export type FieldLinkReport = {
  load: number;
  isEcho: boolean;
  lateReplies: number;
  queueLength: number;
  slaves: ({
    productKey: string;
    deviceName: string;
    unit: number;
    isOnline: boolean;
    requests: number;
    answered: number;
    failures: Record<string, number>;
    p50Ms: number;
    p95Ms: number;
    lastAnswerAt: number | null;
    lastFailure: {
      at: number;
      code: string;
      text: {
        en: string;
        zh: string;
      };
      raw: string;
    } | null;
    overruns: number;
    readings: number;
    suppressed: number;
  })[];
  findings: ({
    ailment: "dead_slave" | "two_on_one_id" | "bad_line" | "cut_replies" | "stray_bytes" | "echo" | "slow_slave" | "wrong_register" | "overloaded" | "late_replies";
    device: string | null;
    figure: number;
  })[];
  overlaps: ({
    device: string;
    other: string;
    registers: number;
  })[];
};

export type FieldScan = {
  state: "idle" | "running" | "done" | "cancelled" | "failed";
  done: number;
  total: number;
  found: ({
    unit: number;
    answer: "value" | "exception" | "damaged";
    exception: number | null;
    durationMs: number | null;
    raw: string;
    identity: {
      vendor: string;
      product: string;
      revision: string;
    } | null;
    baud: number | null;
    parity: "none" | "even" | "odd" | "mark" | "space" | null;
  })[];
};

export type FieldSlave = {
  productKey: string;
  deviceName: string;
  name: string;
  linkId: number;
  settings: {
    unit: number;
    timeoutMs?: number;
    retries?: number;
    addressOffset: number;
    isEnabled: boolean;
  };
};

export type Finding = {
  code: string;
  text: string;
  productKey: string;
  deviceName: string;
  since: number;
  lastAt: number;
};

export type FormatNotice = {
  path: string;
  code: string;
  text: {
    en: string;
    zh: string;
  };
};

export type FormulaTrial = {
  problems: ({
    field: string;
    text: string;
    position: number | null;
    length: number | null;
  })[];
  operands: ({
    identifier: string;
    value: Json | null;
    ts: number | null;
  })[];
  result: Json | null;
  reason: string | null;
};

export type GeneratePreview = {
  count: number;
  first: ({
    deviceName: string;
    name: string;
    group: string;
  })[];
  last: {
    deviceName: string;
    name: string;
    group: string;
  } | null;
  existing: number;
};

export type HistorySeries = {
  property: string;
  isDownsampled: boolean;
  points: ([number, Json] | [number, Json, 0 | 1 | 2 | 3 | 4, number | null])[];
};

export type ImportPreview = {
  fileId: string;
  sheets: string[];
  headings: string[];
  columns: string[];
  sample: string[][];
  rowCount: number;
};

export type InferredProperty = {
  key: string;
  identifier: string;
  name: string;
  dataType: {
    type: "int" | "float" | "double";
    min?: number;
    max?: number;
    step?: number;
    unit?: string;
  } | {
    type: "long";
    min?: string;
    max?: string;
    unit?: string;
  } | {
    type: "text";
    length?: number;
  } | {
    type: "date";
  } | {
    type: "bool";
    falseText?: string;
    trueText?: string;
  } | {
    type: "enum";
    items: Record<string, string>;
  } | {
    type: "struct";
    fields: ({
      identifier: string;
      name: string;
      dataType: {
        type: "int" | "float" | "double";
        min?: number;
        max?: number;
        step?: number;
        unit?: string;
      } | {
        type: "long";
        min?: string;
        max?: string;
        unit?: string;
      } | {
        type: "text";
        length?: number;
      } | {
        type: "date";
      } | {
        type: "bool";
        falseText?: string;
        trueText?: string;
      } | {
        type: "enum";
        items: Record<string, string>;
      };
    })[];
  } | {
    type: "array";
    size: number;
    item: {
      type: "int" | "float" | "double";
      min?: number;
      max?: number;
      step?: number;
      unit?: string;
    } | {
      type: "long";
      min?: string;
      max?: string;
      unit?: string;
    } | {
      type: "text";
      length?: number;
    } | {
      type: "struct";
      fields: ({
        identifier: string;
        name: string;
        dataType: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "date";
        } | {
          type: "bool";
          falseText?: string;
          trueText?: string;
        } | {
          type: "enum";
          items: Record<string, string>;
        };
      })[];
    };
  } | null;
  alternatives: ({
    type: "int" | "float" | "double";
    min?: number;
    max?: number;
    step?: number;
    unit?: string;
  } | {
    type: "long";
    min?: string;
    max?: string;
    unit?: string;
  } | {
    type: "text";
    length?: number;
  } | {
    type: "date";
  } | {
    type: "bool";
    falseText?: string;
    trueText?: string;
  } | {
    type: "enum";
    items: Record<string, string>;
  } | {
    type: "struct";
    fields: ({
      identifier: string;
      name: string;
      dataType: {
        type: "int" | "float" | "double";
        min?: number;
        max?: number;
        step?: number;
        unit?: string;
      } | {
        type: "long";
        min?: string;
        max?: string;
        unit?: string;
      } | {
        type: "text";
        length?: number;
      } | {
        type: "date";
      } | {
        type: "bool";
        falseText?: string;
        trueText?: string;
      } | {
        type: "enum";
        items: Record<string, string>;
      };
    })[];
  } | {
    type: "array";
    size: number;
    item: {
      type: "int" | "float" | "double";
      min?: number;
      max?: number;
      step?: number;
      unit?: string;
    } | {
      type: "long";
      min?: string;
      max?: string;
      unit?: string;
    } | {
      type: "text";
      length?: number;
    } | {
      type: "struct";
      fields: ({
        identifier: string;
        name: string;
        dataType: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "date";
        } | {
          type: "bool";
          falseText?: string;
          trueText?: string;
        } | {
          type: "enum";
          items: Record<string, string>;
        };
      })[];
    };
  })[];
  samples: number;
  devices: number;
  min: number | null;
  max: number | null;
  distinct: Json[] | null;
  conflicts: ({
    kind: "number" | "boolean" | "text" | "list" | "object";
    count: number;
  })[];
  examples: Json[];
  lastTs: number | null;
};

export type Job = {
  id: number;
  kind: string;
  title: string;
  state: "queued" | "running" | "paused" | "done" | "failed" | "cancelled";
  done: number;
  total: number | null;
  errors: number;
  counts: Record<string, number>;
  failure: {
    code: string;
    text: string;
  } | null;
  hasErrors: boolean;
  hasResult: boolean;
  actor: string;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
};

export type JournalEntry = {
  id: number;
  seq: number;
  ts: number;
  recvTs: number;
  kind: "event" | "state" | "lifecycle" | "refused" | "reply";
  productKey: string;
  deviceName: string;
  title: string;
  text?: string;
  code?: string;
  level?: "info" | "alert" | "error";
  subject?: string;
  address?: string;
  isStored?: boolean;
  protocol: string;
  params?: Record<string, string | number>;
  explanation?: {
    cause?: string;
    tried?: string;
    advice?: string;
  };
  output?: Record<string, Json>;
};

export type LatestPoint = {
  property: string;
  ts: number;
  value: Json;
  quality: 0 | 1 | 2 | 3 | 4;
  recvTs?: number;
  name?: string;
  unit?: string;
};

export type LdapDirectory = {
  isEnabled: boolean;
  caPem: string;
  roles: ({
    group: string;
    role: string;
  })[];
  defaultRole: string | null;
  url: string;
  hasStartTls: boolean;
  bindDn: string;
  baseDn: string;
  userFilter: string;
  usernameAttribute: string;
  groupAttribute: string;
  groupBaseDn: string;
  groupFilter: string;
  hasSecret: boolean;
};

export type LdapSettings = {
  isEnabled?: boolean;
  caPem?: string;
  roles?: ({
    group: string;
    role: string;
  })[];
  defaultRole?: string | null;
  url?: string;
  hasStartTls?: boolean;
  bindDn?: string;
  bindPassword?: string;
  baseDn?: string;
  userFilter?: string;
  usernameAttribute?: string;
  groupAttribute?: string;
  groupBaseDn?: string;
  groupFilter?: string;
};

export type LegacyKey = {
  title: string;
  productKey?: string;
  permissions: ({
    resources?: ({
      dev_id?: string | number;
      ds_id?: string;
    })[];
    access_methods: ("get" | "post" | "put" | "delete")[];
  })[];
};

export type Listener = {
  name: string;
  protocol: string;
  host: string;
  port: number;
  isTls: boolean;
  status: "listening" | "failed";
  error: string | null;
  connections: number;
  connectionsTotal: number;
  messagesIn: number;
  messagesOut: number;
  bytesIn: number;
  bytesOut: number;
  refused: Record<string, number>;
};

export type LoginTrial = {
  ok: boolean;
  productKey: string | null;
  deviceName: string | null;
  dialect: string | null;
  code: string | null;
  text: string | null;
  advice: string | null;
};

export type ManySeries = {
  productKey: string;
  deviceName: string;
  property: string;
  isDownsampled?: boolean;
  points?: ([number, Json] | [number, Json, 0 | 1 | 2 | 3 | 4, number | null])[];
  rows?: AggregateRow[];
};

export type Mapping = {
  isShared: boolean;
  rows: ({
    topic: string;
    payload: "json";
    from: string;
    take: "keys" | "nested" | "pairs" | "named";
    pairName: string;
    pairValue: string;
    skip: string[];
    properties: ({
      property: string;
      path: string;
      isOptional: boolean;
      scale?: number;
      offset?: number;
      values?: Record<string, number | boolean | string>;
    })[];
    time?: {
      path: string;
      unit: "s" | "ms" | "iso";
    };
    event?: string;
  } | {
    topic: string;
    payload: "text";
    property?: string;
    kind: "auto" | "number" | "text";
    scale?: number;
    offset?: number;
    values?: Record<string, number | boolean | string>;
  } | {
    topic: string;
    payload: "sparkplug-b";
    names?: Record<string, string>;
  })[];
};

export type MappingTrial = {
  row: number | null;
  points: ({
    deviceName: string;
    property: string;
    ts: number;
    value: Json;
  })[];
  events: ({
    deviceName: string;
    event: string;
    level: string;
    ts: number;
    output: Record<string, Json>;
  })[];
  failure: {
    code: string;
    text: string;
  } | null;
  flags: ({
    code: string;
    text: string;
  })[];
  left: ({
    code: string;
    text: string;
  })[];
};

export type ModbusServer = {
  listener: {
    state: "off" | "listening" | "failed";
    host: string;
    port: number;
    error: string | null;
    connections: number;
    isAllowed: boolean;
    turnedAway: {
      address: number;
      number: number;
    };
  };
  writes: {
    commands: number;
    unchanged: number;
    readOnly: number;
  };
  clients: ({
    address: string;
    since: number;
    answered: number;
    refused: number;
    lastException: number | null;
    lastRequestAt: number | null;
  })[];
  ports: ({
    path: string;
    state: "off" | "listening" | "failed";
    error: string | null;
    answered: number;
    refused: number;
    foreign: number;
    garbled: number;
    lastRequestAt: number | null;
  })[];
  settings: {
    allowed: string[];
    maxConnections: number;
    idleMs: number;
    maxRequestsPerS: number;
    maxWritesPerS: number;
    missing: "exception" | "fill";
    stale: "last" | "exception";
    staleAfterMs?: number;
    writeAnswer: "taken" | "done";
    writeWaitMs: number;
    writes: "changes" | "every";
    writeRefreshMs: number;
    readOnly: "exception" | "ignore";
    ports: ({
      path: string;
      baud: number;
      dataBits: 7 | 8;
      parity: "none" | "even" | "odd" | "mark" | "space";
      stopBits: 1 | 2;
      hasFlowControl: boolean;
      rs485?: {
        isRtsHighOnSend: boolean;
        delayBeforeMs: number;
        delayAfterMs: number;
      };
      isEnabled: boolean;
      units?: number[];
    })[];
  };
  exposures: ({
    unit: number;
    productKey: string;
    deviceName: string;
    point: {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "bool";
      area: "coil" | "discrete";
      isInverted: boolean;
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "int16" | "uint16";
      area: "input" | "holding";
      order?: "AB" | "BA";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "int32" | "uint32" | "float32";
      area: "input" | "holding";
      order?: "ABCD" | "CDAB" | "BADC" | "DCBA";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "int64" | "uint64" | "float64";
      area: "input" | "holding";
      order?: "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "bcd";
      area: "input" | "holding";
      registers: 1 | 2 | 3 | 4;
      order?: "AB" | "BA" | "ABCD" | "CDAB" | "BADC" | "DCBA" | "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "string";
      area: "input" | "holding";
      registers: number;
      packing: "highFirst" | "lowFirst" | "lowOnly" | "highOnly";
      encoding: "ascii" | "utf8" | "gbk";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "bytes";
      area: "input" | "holding";
      registers: number;
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "bit";
      area: "input" | "holding";
      bit: number;
      isInverted: boolean;
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "bits";
      area: "input" | "holding";
      bit: number;
      length: number;
      isSigned: boolean;
    };
    missing?: "exception" | "fill";
    stale?: "last" | "exception";
    staleAfterMs?: number;
    writes?: "changes" | "every";
    writeRefreshMs?: number;
    readOnly?: "exception" | "ignore";
    statusAddress?: number;
  })[];
};

export type MqttClient = {
  id: string;
  kind: "device" | "user" | "key";
  name: string;
  clientId: string | null;
  isConnected: boolean;
  address: string | null;
  isTls: boolean;
  since: number;
  version: string;
  subscriptions: number;
  queued: number;
  inFlight: number;
  expiryS: number;
};

export type MqttStats = {
  sessions: number;
  connected: number;
  maximum: number;
  subscriptions: number;
  sharedGroups: number;
  retained: number;
  retainedBytes: number;
  queued: number;
  queuedBytes: number;
  dropped: {
    slow: number;
    queue: number;
    expired: number;
    size: number;
  };
};

export type NewAccessRule = {
  effect: "allow" | "deny";
  subjectKind: "everyone" | "user" | "role" | "key" | "product" | "device";
  subjectName?: string;
  action: "publish" | "subscribe" | "both";
  pattern: string;
  maxQos?: 0 | 1 | 2;
  isRetainAllowed?: boolean;
  notes?: string;
};

export type NewApiKey = {
  name: string;
  description?: string;
  expiresAt?: number | null;
  actions?: ("read" | "write" | "command" | "manage" | "ota" | "admin")[];
  scopes?: Scope[];
  addresses?: string[];
  ratePerMin?: number | null;
  tokenKey?: string | null;
  isSigned?: boolean;
};

export type NewDeviceCredential = {
  credential: DeviceCredential;
  secret: string | null;
};

export type NewRole = {
  name: string;
  description?: string;
  matrix: PermissionMatrix;
  scopes: DataScope[];
};

export type NewUser = {
  username: string;
  password: string;
  role: string;
  mustChangePassword?: boolean;
};

export type OidcDirectory = {
  isEnabled: boolean;
  caPem: string;
  roles: ({
    group: string;
    role: string;
  })[];
  defaultRole: string | null;
  label: string;
  issuer: string;
  clientId: string;
  scopes: string;
  usernameClaim: string;
  groupsClaim: string;
  hasSecret: boolean;
};

export type OidcSettings = {
  isEnabled?: boolean;
  caPem?: string;
  roles?: ({
    group: string;
    role: string;
  })[];
  defaultRole?: string | null;
  label?: string;
  issuer?: string;
  clientId?: string;
  clientSecret?: string;
  scopes?: string;
  usernameClaim?: string;
  groupsClaim?: string;
};

export type OpenedSession = {
  user: SignedInUser;
  recoveryCodes?: string[];
};

export type Overview = {
  devices: {
    total: number;
    online: number;
    stale: number;
    offline: number;
    inactive: number;
    disabled: number;
  };
  products: number;
  rates: {
    messagesPerSec: number;
    pointsPerSec: number;
    refusedPerSec: number;
    history: ({
      ts: number;
      messagesPerSec: number;
    })[];
  };
  disk: {
    dataBytes: number;
    freeBytes: number;
    totalBytes: number;
    logBytes: number;
    telemetryBytes: number;
    journalBytes: number;
    budgetBytes: number;
    reserveBytes: number;
    state: "ok" | "warn" | "critical" | "full";
    reason: "budget" | "days" | "free" | "full" | null;
    growthBytesPerDay: number | null;
    daysLeft: number | null;
    shed: {
      traces: number;
      log: number;
      raw: number;
      rollups: number;
    };
  };
  process: {
    rssBytes: number;
    uptimeMs: number;
    cpuPercent: number;
    version: string;
  };
  log: {
    lastSeq: number;
    commitMsP50: number;
    commitMsP99: number;
    unavailable: string | null;
  };
  deadLetters: number;
  noisiest: ({
    productKey: string;
    deviceName: string;
    eventsPerMin: number;
  })[];
  fieldbus: {
    total: number;
    up: number;
    buses: BusLine[];
  };
  listeners: Listener[];
  server: {
    timeMs: number;
    hosts: string[];
  };
};

export type PasswordChange = {
  current: string;
  next: string;
};

export type PermissionMatrix = Record<string, ("read" | "write" | "command" | "manage" | "ota" | "admin")[]>;

export type Point = {
  ts: number;
  value: Json;
  quality: 0 | 1 | 2 | 3 | 4;
  recvTs?: number;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  params: Record<string, string | number>;
  requestId: string;
  errors?: ({
    path: string;
    message: string;
  })[];
};

export type Product = {
  productKey: string;
  name: string;
  description: string;
  status: "draft" | "published";
  nodeType: "direct" | "gateway" | "sub";
  dialects: ("plain" | "alink" | "onenet" | "onenet-legacy" | "thingsboard" | "jetlinks" | "yudao")[] | null;
  dataMode: "model" | "streams";
  validation: "off" | "warn" | "strict";
  isEnabled: boolean;
  modelVersion: number;
  retentionDays: number | null;
  offlineRule: {
    staleAfterS: number | null;
    offlineAfterS: number | null;
  };
  registration: "off" | "listed" | "open";
  registrationUntil: number | null;
  childProductKey: string | null;
  deviceCount: number;
  createdAt: number;
  updatedAt: number;
};

export type ProductBundle = {
  format: "gantry.product";
  version: number;
  productKey: string;
  settings: {
    name: string;
    description?: string;
    nodeType?: "direct" | "gateway" | "sub";
    dialects?: ("plain" | "alink" | "onenet" | "onenet-legacy" | "thingsboard" | "jetlinks" | "yudao")[] | null;
    dataMode?: "model" | "streams";
    validation?: "off" | "warn" | "strict";
    offlineRule?: {
      staleAfterS: number | null;
      offlineAfterS: number | null;
    };
    registration?: "off" | "listed" | "open";
    registrationUntil?: number | null;
    childProductKey?: string | null;
    retentionDays?: number | null;
    isEnabled?: boolean;
  };
  thingModel: Record<string, Json>;
  mapping?: {
    isShared: boolean;
    rows: ({
      topic: string;
      payload: "json";
      from: string;
      take: "keys" | "nested" | "pairs" | "named";
      pairName: string;
      pairValue: string;
      skip: string[];
      properties: ({
        property: string;
        path: string;
        isOptional: boolean;
        scale?: number;
        offset?: number;
        values?: Record<string, number | boolean | string>;
      })[];
      time?: {
        path: string;
        unit: "s" | "ms" | "iso";
      };
      event?: string;
    } | {
      topic: string;
      payload: "text";
      property?: string;
      kind: "auto" | "number" | "text";
      scale?: number;
      offset?: number;
      values?: Record<string, number | boolean | string>;
    } | {
      topic: string;
      payload: "sparkplug-b";
      names?: Record<string, string>;
    })[];
  };
  sections: Record<string, Json>;
  template?: {
    id: string;
    family: "power-meter" | "temperature-controller" | "drive" | "plc" | "flow-level-pressure" | "heat-gas-meter" | "environment" | "io-module" | "solar-inverter" | "battery-ups" | "generator" | "compressor" | "machine" | "other";
    maker: string;
    makerModel: string;
    note: string;
    sources: ({
      title: string;
      revision?: string;
      url?: string;
    })[];
    verification: {
      unit: string;
      by: string;
      at: number;
      isElsewhere: boolean;
    } | null;
  };
  secrets?: {
    productSecret?: string;
    accessKey?: string;
  };
};

export type ProductImport = {
  dryRun: boolean;
  productKey: string;
  action: "create" | "update" | "unchanged";
  differences: ({
    path: string;
    kind: "added" | "removed" | "changed";
    before?: Json;
    after?: Json;
  })[];
  left: ({
    code: string;
    text: string;
  })[];
};

export type ProductSecrets = {
  productSecret: string;
  accessKey: string;
  former: ({
    which: "productSecret" | "accessKey";
    until: number;
  })[];
};

export type ProductTemplate = {
  id: string;
  origin: "own" | "built-in";
  family: "power-meter" | "temperature-controller" | "drive" | "plc" | "flow-level-pressure" | "heat-gas-meter" | "environment" | "io-module" | "solar-inverter" | "battery-ups" | "generator" | "compressor" | "machine" | "other";
  maker: string;
  makerModel: string;
  name: string;
  description: string;
  isVerified: boolean;
  verification: {
    unit: string;
    by: string;
    at: number;
    isElsewhere: boolean;
  } | null;
  own: {
    productKey: string | null;
    createdBy: string;
    createdAt: number;
    updatedBy: string;
    updatedAt: number;
  } | null;
  note: string;
  sources: ({
    title: string;
    revision?: string;
    url?: string;
  })[];
  settings: {
    nodeType: "direct" | "gateway" | "sub";
    dialects: ("plain" | "alink" | "onenet" | "onenet-legacy" | "thingsboard" | "jetlinks" | "yudao")[] | null;
    dataMode: "model" | "streams";
    validation: "off" | "warn" | "strict";
    offlineRule: {
      staleAfterS: number | null;
      offlineAfterS: number | null;
    };
    retentionDays: number | null;
  };
  thingModel: {
    properties: ({
      identifier: string;
      name: string;
      description?: string;
      accessMode: "r" | "rw" | "w";
      required: boolean;
      dataType: {
        type: "int" | "float" | "double";
        min?: number;
        max?: number;
        step?: number;
        unit?: string;
      } | {
        type: "long";
        min?: string;
        max?: string;
        unit?: string;
      } | {
        type: "text";
        length?: number;
      } | {
        type: "date";
      } | {
        type: "bool";
        falseText?: string;
        trueText?: string;
      } | {
        type: "enum";
        items: Record<string, string>;
      } | {
        type: "struct";
        fields: ({
          identifier: string;
          name: string;
          dataType: {
            type: "int" | "float" | "double";
            min?: number;
            max?: number;
            step?: number;
            unit?: string;
          } | {
            type: "long";
            min?: string;
            max?: string;
            unit?: string;
          } | {
            type: "text";
            length?: number;
          } | {
            type: "date";
          } | {
            type: "bool";
            falseText?: string;
            trueText?: string;
          } | {
            type: "enum";
            items: Record<string, string>;
          };
        })[];
      } | {
        type: "array";
        size: number;
        item: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "struct";
          fields: ({
            identifier: string;
            name: string;
            dataType: {
              type: "int" | "float" | "double";
              min?: number;
              max?: number;
              step?: number;
              unit?: string;
            } | {
              type: "long";
              min?: string;
              max?: string;
              unit?: string;
            } | {
              type: "text";
              length?: number;
            } | {
              type: "date";
            } | {
              type: "bool";
              falseText?: string;
              trueText?: string;
            } | {
              type: "enum";
              items: Record<string, string>;
            };
          })[];
        };
      };
      retentionDays?: number;
      calculated?: {
        kind: "formula";
        formula: string;
      } | {
        kind: "counter";
        source: string;
        rollover?: number;
        maxStep?: number;
        scale?: number;
      } | {
        kind: "integral";
        source: string;
        perS: number;
        maxGapS?: number;
        scale?: number;
      };
    })[];
    events: ({
      identifier: string;
      name: string;
      description?: string;
      level: "info" | "alert" | "error";
      output: ({
        identifier: string;
        name: string;
        dataType: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "date";
        } | {
          type: "bool";
          falseText?: string;
          trueText?: string;
        } | {
          type: "enum";
          items: Record<string, string>;
        } | {
          type: "struct";
          fields: ({
            identifier: string;
            name: string;
            dataType: {
              type: "int" | "float" | "double";
              min?: number;
              max?: number;
              step?: number;
              unit?: string;
            } | {
              type: "long";
              min?: string;
              max?: string;
              unit?: string;
            } | {
              type: "text";
              length?: number;
            } | {
              type: "date";
            } | {
              type: "bool";
              falseText?: string;
              trueText?: string;
            } | {
              type: "enum";
              items: Record<string, string>;
            };
          })[];
        } | {
          type: "array";
          size: number;
          item: {
            type: "int" | "float" | "double";
            min?: number;
            max?: number;
            step?: number;
            unit?: string;
          } | {
            type: "long";
            min?: string;
            max?: string;
            unit?: string;
          } | {
            type: "text";
            length?: number;
          } | {
            type: "struct";
            fields: ({
              identifier: string;
              name: string;
              dataType: {
                type: "int" | "float" | "double";
                min?: number;
                max?: number;
                step?: number;
                unit?: string;
              } | {
                type: "long";
                min?: string;
                max?: string;
                unit?: string;
              } | {
                type: "text";
                length?: number;
              } | {
                type: "date";
              } | {
                type: "bool";
                falseText?: string;
                trueText?: string;
              } | {
                type: "enum";
                items: Record<string, string>;
              };
            })[];
          };
        };
      })[];
    })[];
    services: ({
      identifier: string;
      name: string;
      description?: string;
      callType: "sync" | "async";
      input: ({
        identifier: string;
        name: string;
        dataType: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "date";
        } | {
          type: "bool";
          falseText?: string;
          trueText?: string;
        } | {
          type: "enum";
          items: Record<string, string>;
        } | {
          type: "struct";
          fields: ({
            identifier: string;
            name: string;
            dataType: {
              type: "int" | "float" | "double";
              min?: number;
              max?: number;
              step?: number;
              unit?: string;
            } | {
              type: "long";
              min?: string;
              max?: string;
              unit?: string;
            } | {
              type: "text";
              length?: number;
            } | {
              type: "date";
            } | {
              type: "bool";
              falseText?: string;
              trueText?: string;
            } | {
              type: "enum";
              items: Record<string, string>;
            };
          })[];
        } | {
          type: "array";
          size: number;
          item: {
            type: "int" | "float" | "double";
            min?: number;
            max?: number;
            step?: number;
            unit?: string;
          } | {
            type: "long";
            min?: string;
            max?: string;
            unit?: string;
          } | {
            type: "text";
            length?: number;
          } | {
            type: "struct";
            fields: ({
              identifier: string;
              name: string;
              dataType: {
                type: "int" | "float" | "double";
                min?: number;
                max?: number;
                step?: number;
                unit?: string;
              } | {
                type: "long";
                min?: string;
                max?: string;
                unit?: string;
              } | {
                type: "text";
                length?: number;
              } | {
                type: "date";
              } | {
                type: "bool";
                falseText?: string;
                trueText?: string;
              } | {
                type: "enum";
                items: Record<string, string>;
              };
            })[];
          };
        };
      })[];
      output: ({
        identifier: string;
        name: string;
        dataType: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "date";
        } | {
          type: "bool";
          falseText?: string;
          trueText?: string;
        } | {
          type: "enum";
          items: Record<string, string>;
        } | {
          type: "struct";
          fields: ({
            identifier: string;
            name: string;
            dataType: {
              type: "int" | "float" | "double";
              min?: number;
              max?: number;
              step?: number;
              unit?: string;
            } | {
              type: "long";
              min?: string;
              max?: string;
              unit?: string;
            } | {
              type: "text";
              length?: number;
            } | {
              type: "date";
            } | {
              type: "bool";
              falseText?: string;
              trueText?: string;
            } | {
              type: "enum";
              items: Record<string, string>;
            };
          })[];
        } | {
          type: "array";
          size: number;
          item: {
            type: "int" | "float" | "double";
            min?: number;
            max?: number;
            step?: number;
            unit?: string;
          } | {
            type: "long";
            min?: string;
            max?: string;
            unit?: string;
          } | {
            type: "text";
            length?: number;
          } | {
            type: "struct";
            fields: ({
              identifier: string;
              name: string;
              dataType: {
                type: "int" | "float" | "double";
                min?: number;
                max?: number;
                step?: number;
                unit?: string;
              } | {
                type: "long";
                min?: string;
                max?: string;
                unit?: string;
              } | {
                type: "text";
                length?: number;
              } | {
                type: "date";
              } | {
                type: "bool";
                falseText?: string;
                trueText?: string;
              } | {
                type: "enum";
                items: Record<string, string>;
              };
            })[];
          };
        };
      })[];
    })[];
    modules?: ({
      identifier: string;
      name: string;
      description?: string;
    })[];
  };
  mapping: {
    isShared: boolean;
    rows: ({
      topic: string;
      payload: "json";
      from: string;
      take: "keys" | "nested" | "pairs" | "named";
      pairName: string;
      pairValue: string;
      skip: string[];
      properties: ({
        property: string;
        path: string;
        isOptional: boolean;
        scale?: number;
        offset?: number;
        values?: Record<string, number | boolean | string>;
      })[];
      time?: {
        path: string;
        unit: "s" | "ms" | "iso";
      };
      event?: string;
    } | {
      topic: string;
      payload: "text";
      property?: string;
      kind: "auto" | "number" | "text";
      scale?: number;
      offset?: number;
      values?: Record<string, number | boolean | string>;
    } | {
      topic: string;
      payload: "sparkplug-b";
      names?: Record<string, string>;
    })[];
  };
  registerMap: {
    unit: {
      id: number;
      serial?: {
        baud: number;
        dataBits: 7 | 8;
        parity: "none" | "even" | "odd";
        stopBits: 1 | 2;
      };
      tcpPort?: number;
      order: "ABCD" | "CDAB" | "BADC" | "DCBA";
      maxRegistersPerRead: number;
      maxBitsPerRead: number;
      maxGap: number;
      gapMs?: number;
      timeoutMs?: number;
      writeCoil: "single" | "multiple";
      writeRegister: "auto" | "single" | "multiple";
      forbidden: number[];
    };
    groups: ({
      name: string;
      periodMs: number;
      isAligned: boolean;
      report: "every" | "change";
      heartbeatMs?: number;
    })[];
    points: ({
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "bool";
      area: "coil" | "discrete";
      isInverted: boolean;
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "int16" | "uint16";
      area: "input" | "holding";
      order?: "AB" | "BA";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "int32" | "uint32" | "float32";
      area: "input" | "holding";
      order?: "ABCD" | "CDAB" | "BADC" | "DCBA";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "int64" | "uint64" | "float64";
      area: "input" | "holding";
      order?: "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "bcd";
      area: "input" | "holding";
      registers: 1 | 2 | 3 | 4;
      order?: "AB" | "BA" | "ABCD" | "CDAB" | "BADC" | "DCBA" | "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "string";
      area: "input" | "holding";
      registers: number;
      packing: "highFirst" | "lowFirst" | "lowOnly" | "highOnly";
      encoding: "ascii" | "utf8" | "gbk";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "bytes";
      area: "input" | "holding";
      registers: number;
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "bit";
      area: "input" | "holding";
      bit: number;
      isInverted: boolean;
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "bits";
      area: "input" | "holding";
      bit: number;
      length: number;
      isSigned: boolean;
    })[];
    sources: ({
      title: string;
      revision?: string;
      url?: string;
    })[];
    isVerified: boolean;
    note?: string;
  };
};

export type ProductTemplateDifference = {
  path: string;
  kind: "added" | "removed" | "changed";
  fields: string[];
  before?: Json;
  after?: Json;
};

export type ProductTemplateSummary = {
  id: string;
  origin: "own" | "built-in";
  family: "power-meter" | "temperature-controller" | "drive" | "plc" | "flow-level-pressure" | "heat-gas-meter" | "environment" | "io-module" | "solar-inverter" | "battery-ups" | "generator" | "compressor" | "machine" | "other";
  maker: string;
  makerModel: string;
  name: string;
  description: string;
  isVerified: boolean;
  verification: {
    unit: string;
    by: string;
    at: number;
    isElsewhere: boolean;
  } | null;
  own: {
    productKey: string | null;
    createdBy: string;
    createdAt: number;
    updatedBy: string;
    updatedAt: number;
  } | null;
  propertyCount: number;
  pointCount: number;
};

export type Protocol = {
  name: string;
  summary: {
    en: string;
    zh: string;
  };
  routes: ({
    pattern: string;
    direction: "up" | "down";
    description: {
      en: string;
      zh: string;
    };
    example: string;
  })[];
};

export type RecoveryCodes = {
  recoveryCodes: string[];
};

export type RegisterMap = {
  unit: {
    id: number;
    serial?: {
      baud: number;
      dataBits: 7 | 8;
      parity: "none" | "even" | "odd";
      stopBits: 1 | 2;
    };
    tcpPort?: number;
    order: "ABCD" | "CDAB" | "BADC" | "DCBA";
    maxRegistersPerRead: number;
    maxBitsPerRead: number;
    maxGap: number;
    gapMs?: number;
    timeoutMs?: number;
    writeCoil: "single" | "multiple";
    writeRegister: "auto" | "single" | "multiple";
    forbidden: number[];
  };
  groups: ({
    name: string;
    periodMs: number;
    isAligned: boolean;
    report: "every" | "change";
    heartbeatMs?: number;
  })[];
  points: ({
    identifier: string;
    address: number;
    shownAs?: string;
    access: "r" | "rw" | "w";
    group: string | null;
    write?: {
      function: "auto" | "05" | "06" | "0F" | "10" | "16";
      address?: number;
      min?: number;
      max?: number;
      step?: number;
      isVerified: boolean;
    };
    note?: string;
    type: "bool";
    area: "coil" | "discrete";
    isInverted: boolean;
  } | {
    identifier: string;
    address: number;
    shownAs?: string;
    access: "r" | "rw" | "w";
    group: string | null;
    write?: {
      function: "auto" | "05" | "06" | "0F" | "10" | "16";
      address?: number;
      min?: number;
      max?: number;
      step?: number;
      isVerified: boolean;
    };
    note?: string;
    scale: number;
    offset: number;
    exponentAddress?: number;
    formula?: string;
    writeFormula?: string;
    isSignMagnitude: boolean;
    decimals?: number;
    validRange?: {
      min?: number;
      max?: number;
    };
    absent?: string[];
    values?: Record<string, number | boolean | string>;
    deadband?: {
      by: number;
      unit: "value" | "percent";
    };
    type: "int16" | "uint16";
    area: "input" | "holding";
    order?: "AB" | "BA";
  } | {
    identifier: string;
    address: number;
    shownAs?: string;
    access: "r" | "rw" | "w";
    group: string | null;
    write?: {
      function: "auto" | "05" | "06" | "0F" | "10" | "16";
      address?: number;
      min?: number;
      max?: number;
      step?: number;
      isVerified: boolean;
    };
    note?: string;
    scale: number;
    offset: number;
    exponentAddress?: number;
    formula?: string;
    writeFormula?: string;
    isSignMagnitude: boolean;
    decimals?: number;
    validRange?: {
      min?: number;
      max?: number;
    };
    absent?: string[];
    values?: Record<string, number | boolean | string>;
    deadband?: {
      by: number;
      unit: "value" | "percent";
    };
    type: "int32" | "uint32" | "float32";
    area: "input" | "holding";
    order?: "ABCD" | "CDAB" | "BADC" | "DCBA";
  } | {
    identifier: string;
    address: number;
    shownAs?: string;
    access: "r" | "rw" | "w";
    group: string | null;
    write?: {
      function: "auto" | "05" | "06" | "0F" | "10" | "16";
      address?: number;
      min?: number;
      max?: number;
      step?: number;
      isVerified: boolean;
    };
    note?: string;
    scale: number;
    offset: number;
    exponentAddress?: number;
    formula?: string;
    writeFormula?: string;
    isSignMagnitude: boolean;
    decimals?: number;
    validRange?: {
      min?: number;
      max?: number;
    };
    absent?: string[];
    values?: Record<string, number | boolean | string>;
    deadband?: {
      by: number;
      unit: "value" | "percent";
    };
    type: "int64" | "uint64" | "float64";
    area: "input" | "holding";
    order?: "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
  } | {
    identifier: string;
    address: number;
    shownAs?: string;
    access: "r" | "rw" | "w";
    group: string | null;
    write?: {
      function: "auto" | "05" | "06" | "0F" | "10" | "16";
      address?: number;
      min?: number;
      max?: number;
      step?: number;
      isVerified: boolean;
    };
    note?: string;
    scale: number;
    offset: number;
    exponentAddress?: number;
    formula?: string;
    writeFormula?: string;
    isSignMagnitude: boolean;
    decimals?: number;
    validRange?: {
      min?: number;
      max?: number;
    };
    absent?: string[];
    values?: Record<string, number | boolean | string>;
    deadband?: {
      by: number;
      unit: "value" | "percent";
    };
    type: "bcd";
    area: "input" | "holding";
    registers: 1 | 2 | 3 | 4;
    order?: "AB" | "BA" | "ABCD" | "CDAB" | "BADC" | "DCBA" | "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
  } | {
    identifier: string;
    address: number;
    shownAs?: string;
    access: "r" | "rw" | "w";
    group: string | null;
    write?: {
      function: "auto" | "05" | "06" | "0F" | "10" | "16";
      address?: number;
      min?: number;
      max?: number;
      step?: number;
      isVerified: boolean;
    };
    note?: string;
    type: "string";
    area: "input" | "holding";
    registers: number;
    packing: "highFirst" | "lowFirst" | "lowOnly" | "highOnly";
    encoding: "ascii" | "utf8" | "gbk";
  } | {
    identifier: string;
    address: number;
    shownAs?: string;
    access: "r" | "rw" | "w";
    group: string | null;
    write?: {
      function: "auto" | "05" | "06" | "0F" | "10" | "16";
      address?: number;
      min?: number;
      max?: number;
      step?: number;
      isVerified: boolean;
    };
    note?: string;
    type: "bytes";
    area: "input" | "holding";
    registers: number;
  } | {
    identifier: string;
    address: number;
    shownAs?: string;
    access: "r" | "rw" | "w";
    group: string | null;
    write?: {
      function: "auto" | "05" | "06" | "0F" | "10" | "16";
      address?: number;
      min?: number;
      max?: number;
      step?: number;
      isVerified: boolean;
    };
    note?: string;
    type: "bit";
    area: "input" | "holding";
    bit: number;
    isInverted: boolean;
  } | {
    identifier: string;
    address: number;
    shownAs?: string;
    access: "r" | "rw" | "w";
    group: string | null;
    write?: {
      function: "auto" | "05" | "06" | "0F" | "10" | "16";
      address?: number;
      min?: number;
      max?: number;
      step?: number;
      isVerified: boolean;
    };
    note?: string;
    scale: number;
    offset: number;
    exponentAddress?: number;
    formula?: string;
    writeFormula?: string;
    isSignMagnitude: boolean;
    decimals?: number;
    validRange?: {
      min?: number;
      max?: number;
    };
    absent?: string[];
    values?: Record<string, number | boolean | string>;
    deadband?: {
      by: number;
      unit: "value" | "percent";
    };
    type: "bits";
    area: "input" | "holding";
    bit: number;
    length: number;
    isSigned: boolean;
  })[];
  sources: ({
    title: string;
    revision?: string;
    url?: string;
  })[];
  isVerified: boolean;
  note?: string;
};

export type RegisterMapImport = {
  format: "json" | "csv" | "xlsx" | "neuron" | "yudao" | "thingsboard";
  parts: ({
    name: string;
    points: number;
  })[];
  part: number;
  map: {
    unit: {
      id: number;
      serial?: {
        baud: number;
        dataBits: 7 | 8;
        parity: "none" | "even" | "odd";
        stopBits: 1 | 2;
      };
      tcpPort?: number;
      order: "ABCD" | "CDAB" | "BADC" | "DCBA";
      maxRegistersPerRead: number;
      maxBitsPerRead: number;
      maxGap: number;
      gapMs?: number;
      timeoutMs?: number;
      writeCoil: "single" | "multiple";
      writeRegister: "auto" | "single" | "multiple";
      forbidden: number[];
    };
    groups: ({
      name: string;
      periodMs: number;
      isAligned: boolean;
      report: "every" | "change";
      heartbeatMs?: number;
    })[];
    points: ({
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "bool";
      area: "coil" | "discrete";
      isInverted: boolean;
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "int16" | "uint16";
      area: "input" | "holding";
      order?: "AB" | "BA";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "int32" | "uint32" | "float32";
      area: "input" | "holding";
      order?: "ABCD" | "CDAB" | "BADC" | "DCBA";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "int64" | "uint64" | "float64";
      area: "input" | "holding";
      order?: "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "bcd";
      area: "input" | "holding";
      registers: 1 | 2 | 3 | 4;
      order?: "AB" | "BA" | "ABCD" | "CDAB" | "BADC" | "DCBA" | "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "string";
      area: "input" | "holding";
      registers: number;
      packing: "highFirst" | "lowFirst" | "lowOnly" | "highOnly";
      encoding: "ascii" | "utf8" | "gbk";
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "bytes";
      area: "input" | "holding";
      registers: number;
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      type: "bit";
      area: "input" | "holding";
      bit: number;
      isInverted: boolean;
    } | {
      identifier: string;
      address: number;
      shownAs?: string;
      access: "r" | "rw" | "w";
      group: string | null;
      write?: {
        function: "auto" | "05" | "06" | "0F" | "10" | "16";
        address?: number;
        min?: number;
        max?: number;
        step?: number;
        isVerified: boolean;
      };
      note?: string;
      scale: number;
      offset: number;
      exponentAddress?: number;
      formula?: string;
      writeFormula?: string;
      isSignMagnitude: boolean;
      decimals?: number;
      validRange?: {
        min?: number;
        max?: number;
      };
      absent?: string[];
      values?: Record<string, number | boolean | string>;
      deadband?: {
        by: number;
        unit: "value" | "percent";
      };
      type: "bits";
      area: "input" | "holding";
      bit: number;
      length: number;
      isSigned: boolean;
    })[];
    sources: ({
      title: string;
      revision?: string;
      url?: string;
    })[];
    isVerified: boolean;
    note?: string;
  };
  differences: ({
    path: string;
    kind: "added" | "removed" | "changed";
    fields: string[];
  })[];
  notices: FormatNotice[];
  missing: ({
    identifier: string;
    name: string;
    description?: string;
    accessMode: "r" | "rw" | "w";
    required: boolean;
    dataType: {
      type: "int" | "float" | "double";
      min?: number;
      max?: number;
      step?: number;
      unit?: string;
    } | {
      type: "long";
      min?: string;
      max?: string;
      unit?: string;
    } | {
      type: "text";
      length?: number;
    } | {
      type: "date";
    } | {
      type: "bool";
      falseText?: string;
      trueText?: string;
    } | {
      type: "enum";
      items: Record<string, string>;
    } | {
      type: "struct";
      fields: ({
        identifier: string;
        name: string;
        dataType: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "date";
        } | {
          type: "bool";
          falseText?: string;
          trueText?: string;
        } | {
          type: "enum";
          items: Record<string, string>;
        };
      })[];
    } | {
      type: "array";
      size: number;
      item: {
        type: "int" | "float" | "double";
        min?: number;
        max?: number;
        step?: number;
        unit?: string;
      } | {
        type: "long";
        min?: string;
        max?: string;
        unit?: string;
      } | {
        type: "text";
        length?: number;
      } | {
        type: "struct";
        fields: ({
          identifier: string;
          name: string;
          dataType: {
            type: "int" | "float" | "double";
            min?: number;
            max?: number;
            step?: number;
            unit?: string;
          } | {
            type: "long";
            min?: string;
            max?: string;
            unit?: string;
          } | {
            type: "text";
            length?: number;
          } | {
            type: "date";
          } | {
            type: "bool";
            falseText?: string;
            trueText?: string;
          } | {
            type: "enum";
            items: Record<string, string>;
          };
        })[];
      };
    };
    retentionDays?: number;
    calculated?: {
      kind: "formula";
      formula: string;
    } | {
      kind: "counter";
      source: string;
      rollover?: number;
      maxStep?: number;
      scale?: number;
    } | {
      kind: "integral";
      source: string;
      perS: number;
      maxGapS?: number;
      scale?: number;
    };
  })[];
  isSaved: boolean;
  model: "unchanged" | "draft" | "version";
};

export type RetainedMessage = {
  topic: string;
  payload: string;
  isText: boolean;
  sizeBytes: number;
  qos: 0 | 1 | 2;
  expiresAt: number | null;
};

export type Role = {
  roleId: string;
  name: string;
  description: string;
  matrix: PermissionMatrix;
  scopes: DataScope[];
  isBuiltIn: boolean;
  users: number;
};

export type RoleChange = {
  name?: string;
  description?: string;
  matrix?: PermissionMatrix;
  scopes?: DataScope[];
};

export type Scope = {
  kind: "all";
} | {
  kind: "product";
  productKey: string;
} | {
  kind: "group";
  groupId: number;
} | {
  kind: "device";
  productKey: string;
  deviceName: string;
} | {
  kind: "property";
  productKey: string;
  deviceName: string;
  identifier: string;
};

export type SecondFactor = {
  isOn: boolean;
  since: number | null;
  recoveryCodesLeft: number;
  isRequired: boolean;
};

export type SecondFactorSetup = {
  secret: string;
  uri: string;
};

export type SecondStep = {
  challenge: string;
  code: string;
};

export type Session = {
  user: SignedInUser;
};

export type SignIn = {
  username: string;
  password: string;
};

export type SignInBan = {
  id: string;
  kind: "name" | "address" | "code";
  address: string;
  username: string | null;
  failures: number;
  since: number;
  until: number;
};

export type SignInMethods = {
  ldap: boolean;
  oidc: {
    label: string;
  } | null;
};

export type SignInPolicy = {
  lengthMin: number;
  kindsMin: number;
  historyCount: number;
  maxAgeDays: number;
  lockoutFailures: number;
  lockoutMinutes: number;
  secondFactorRoles: string[];
};

export type SignInPolicyInput = {
  lengthMin?: number;
  kindsMin?: number;
  historyCount?: number;
  maxAgeDays?: number;
  lockoutFailures?: number;
  lockoutMinutes?: number;
  secondFactorRoles?: string[];
};

export type SignedInSession = {
  id: string;
  browser: string;
  system: string;
  address: string;
  via: "password" | "ldap" | "oidc";
  createdAt: number;
  seenAt: number;
  isCurrent: boolean;
};

export type SignedInUser = {
  id: number;
  username: string;
  role: string;
  roleName: string;
  permissions: PermissionMatrix;
  scopes: DataScope[];
  language: "zh-CN" | "en" | null;
  mustChangePassword: boolean;
  hasPassword: boolean;
};

export type Site = {
  timeZone: string;
  dayStart: string;
  shifts: string[];
};

export type ThingModel = {
  properties: ({
    identifier: string;
    name: string;
    description?: string;
    accessMode: "r" | "rw" | "w";
    required: boolean;
    dataType: {
      type: "int" | "float" | "double";
      min?: number;
      max?: number;
      step?: number;
      unit?: string;
    } | {
      type: "long";
      min?: string;
      max?: string;
      unit?: string;
    } | {
      type: "text";
      length?: number;
    } | {
      type: "date";
    } | {
      type: "bool";
      falseText?: string;
      trueText?: string;
    } | {
      type: "enum";
      items: Record<string, string>;
    } | {
      type: "struct";
      fields: ({
        identifier: string;
        name: string;
        dataType: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "date";
        } | {
          type: "bool";
          falseText?: string;
          trueText?: string;
        } | {
          type: "enum";
          items: Record<string, string>;
        };
      })[];
    } | {
      type: "array";
      size: number;
      item: {
        type: "int" | "float" | "double";
        min?: number;
        max?: number;
        step?: number;
        unit?: string;
      } | {
        type: "long";
        min?: string;
        max?: string;
        unit?: string;
      } | {
        type: "text";
        length?: number;
      } | {
        type: "struct";
        fields: ({
          identifier: string;
          name: string;
          dataType: {
            type: "int" | "float" | "double";
            min?: number;
            max?: number;
            step?: number;
            unit?: string;
          } | {
            type: "long";
            min?: string;
            max?: string;
            unit?: string;
          } | {
            type: "text";
            length?: number;
          } | {
            type: "date";
          } | {
            type: "bool";
            falseText?: string;
            trueText?: string;
          } | {
            type: "enum";
            items: Record<string, string>;
          };
        })[];
      };
    };
    retentionDays?: number;
    calculated?: {
      kind: "formula";
      formula: string;
    } | {
      kind: "counter";
      source: string;
      rollover?: number;
      maxStep?: number;
      scale?: number;
    } | {
      kind: "integral";
      source: string;
      perS: number;
      maxGapS?: number;
      scale?: number;
    };
  })[];
  events: ({
    identifier: string;
    name: string;
    description?: string;
    level: "info" | "alert" | "error";
    output: ({
      identifier: string;
      name: string;
      dataType: {
        type: "int" | "float" | "double";
        min?: number;
        max?: number;
        step?: number;
        unit?: string;
      } | {
        type: "long";
        min?: string;
        max?: string;
        unit?: string;
      } | {
        type: "text";
        length?: number;
      } | {
        type: "date";
      } | {
        type: "bool";
        falseText?: string;
        trueText?: string;
      } | {
        type: "enum";
        items: Record<string, string>;
      } | {
        type: "struct";
        fields: ({
          identifier: string;
          name: string;
          dataType: {
            type: "int" | "float" | "double";
            min?: number;
            max?: number;
            step?: number;
            unit?: string;
          } | {
            type: "long";
            min?: string;
            max?: string;
            unit?: string;
          } | {
            type: "text";
            length?: number;
          } | {
            type: "date";
          } | {
            type: "bool";
            falseText?: string;
            trueText?: string;
          } | {
            type: "enum";
            items: Record<string, string>;
          };
        })[];
      } | {
        type: "array";
        size: number;
        item: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "struct";
          fields: ({
            identifier: string;
            name: string;
            dataType: {
              type: "int" | "float" | "double";
              min?: number;
              max?: number;
              step?: number;
              unit?: string;
            } | {
              type: "long";
              min?: string;
              max?: string;
              unit?: string;
            } | {
              type: "text";
              length?: number;
            } | {
              type: "date";
            } | {
              type: "bool";
              falseText?: string;
              trueText?: string;
            } | {
              type: "enum";
              items: Record<string, string>;
            };
          })[];
        };
      };
    })[];
  })[];
  services: ({
    identifier: string;
    name: string;
    description?: string;
    callType: "sync" | "async";
    input: ({
      identifier: string;
      name: string;
      dataType: {
        type: "int" | "float" | "double";
        min?: number;
        max?: number;
        step?: number;
        unit?: string;
      } | {
        type: "long";
        min?: string;
        max?: string;
        unit?: string;
      } | {
        type: "text";
        length?: number;
      } | {
        type: "date";
      } | {
        type: "bool";
        falseText?: string;
        trueText?: string;
      } | {
        type: "enum";
        items: Record<string, string>;
      } | {
        type: "struct";
        fields: ({
          identifier: string;
          name: string;
          dataType: {
            type: "int" | "float" | "double";
            min?: number;
            max?: number;
            step?: number;
            unit?: string;
          } | {
            type: "long";
            min?: string;
            max?: string;
            unit?: string;
          } | {
            type: "text";
            length?: number;
          } | {
            type: "date";
          } | {
            type: "bool";
            falseText?: string;
            trueText?: string;
          } | {
            type: "enum";
            items: Record<string, string>;
          };
        })[];
      } | {
        type: "array";
        size: number;
        item: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "struct";
          fields: ({
            identifier: string;
            name: string;
            dataType: {
              type: "int" | "float" | "double";
              min?: number;
              max?: number;
              step?: number;
              unit?: string;
            } | {
              type: "long";
              min?: string;
              max?: string;
              unit?: string;
            } | {
              type: "text";
              length?: number;
            } | {
              type: "date";
            } | {
              type: "bool";
              falseText?: string;
              trueText?: string;
            } | {
              type: "enum";
              items: Record<string, string>;
            };
          })[];
        };
      };
    })[];
    output: ({
      identifier: string;
      name: string;
      dataType: {
        type: "int" | "float" | "double";
        min?: number;
        max?: number;
        step?: number;
        unit?: string;
      } | {
        type: "long";
        min?: string;
        max?: string;
        unit?: string;
      } | {
        type: "text";
        length?: number;
      } | {
        type: "date";
      } | {
        type: "bool";
        falseText?: string;
        trueText?: string;
      } | {
        type: "enum";
        items: Record<string, string>;
      } | {
        type: "struct";
        fields: ({
          identifier: string;
          name: string;
          dataType: {
            type: "int" | "float" | "double";
            min?: number;
            max?: number;
            step?: number;
            unit?: string;
          } | {
            type: "long";
            min?: string;
            max?: string;
            unit?: string;
          } | {
            type: "text";
            length?: number;
          } | {
            type: "date";
          } | {
            type: "bool";
            falseText?: string;
            trueText?: string;
          } | {
            type: "enum";
            items: Record<string, string>;
          };
        })[];
      } | {
        type: "array";
        size: number;
        item: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "struct";
          fields: ({
            identifier: string;
            name: string;
            dataType: {
              type: "int" | "float" | "double";
              min?: number;
              max?: number;
              step?: number;
              unit?: string;
            } | {
              type: "long";
              min?: string;
              max?: string;
              unit?: string;
            } | {
              type: "text";
              length?: number;
            } | {
              type: "date";
            } | {
              type: "bool";
              falseText?: string;
              trueText?: string;
            } | {
              type: "enum";
              items: Record<string, string>;
            };
          })[];
        };
      };
    })[];
  })[];
  modules?: ({
    identifier: string;
    name: string;
    description?: string;
  })[];
};

export type ThingModelDiff = {
  changes: ({
    kind: "property" | "event" | "service" | "module";
    identifier: string;
    name: string;
    change: "added" | "removed" | "changed";
    fields: ({
      path: string;
      from: Json;
      to: Json;
    })[];
    risks: ("type_changed" | "range_narrowed" | "removed_with_history" | "removed" | "write_removed" | "parameters_changed")[];
    needsChoice: boolean;
  })[];
};

export type ThingModelDraft = {
  model: ThingModel;
  basedOnVersion: number;
  actor: string;
  updatedAt: number;
};

export type ThingModelImport = {
  format: "gantry" | "tsl" | "thing-model-json" | "onenet" | "jetlinks" | "yudao" | "csv" | "xlsx";
  model: ThingModel;
  diff: ThingModelDiff;
  notices: FormatNotice[];
  saved: "nothing" | "draft" | "version";
  modelVersion: number;
};

export type ThingModelVersion = {
  version: number;
  actor: string;
  createdAt: number;
  note: string;
  rolledBackTo: number | null;
  typeChanges: Record<string, "keep" | "convert" | "separate">;
};

export type TlsState = {
  expiresAt: number | null;
  isIssuing: boolean;
};

export type UnknownDevice = {
  id: string;
  code: "unknown_product" | "unknown_device" | "device_name_unknown" | "token_unknown";
  dialect: string;
  protocol: string;
  productKey: string;
  deviceName: string;
  clientId: string;
  address: string;
  isProductKnown: boolean;
  firstAt: number;
  lastAt: number;
  count: number;
  secretUntil: number | null;
};

export type User = {
  id: number;
  username: string;
  role: string;
  roleName: string;
  isEnabled: boolean;
  mustChangePassword: boolean;
  hasSecondFactor: boolean;
  hasPassword: boolean;
  createdAt: number;
  lastLoginAt: number | null;
};

export type UserChange = {
  role?: string;
  isEnabled?: boolean;
  password?: string;
};

export interface Routes {
  "/acl/check": {
    POST: { body: AccessQuestion; answer: AccessAnswer };
  };
  "/acl/order": {
    PUT: { body: {
      ids: number[];
    }; answer: {
      items: AccessRule[];
    } };
  };
  "/acl/rules": {
    GET: { body: never; answer: {
      items: AccessRule[];
    } };
    POST: { body: NewAccessRule; answer: AccessRule };
  };
  "/acl/rules/{}": {
    GET: { body: never; answer: AccessRule };
    PATCH: { body: AccessRuleChange; answer: AccessRule };
    DELETE: { body: never; answer: undefined };
  };
  "/api-keys": {
    GET: { body: never; answer: {
      items: ApiKey[];
    } };
    POST: { body: NewApiKey; answer: CreatedApiKey };
  };
  "/api-keys/import": {
    POST: { body: LegacyKey; answer: CreatedApiKey };
  };
  "/api-keys/{}": {
    GET: { body: never; answer: ApiKey };
    PATCH: { body: ApiKeyChange; answer: ApiKey };
    DELETE: { body: never; answer: undefined };
  };
  "/api-keys/{}/rotate": {
    POST: { body: ApiKeyRotation; answer: CreatedApiKey };
  };
  "/apply": {
    POST: { body: string; answer: ApplyReport };
  };
  "/audit": {
    GET: { body: never; answer: {
      items: AuditRecord[];
      nextCursor: string | null;
      total?: number;
    } };
  };
  "/audit/export": {
    GET: { body: never; answer: unknown };
  };
  "/bans": {
    GET: { body: never; answer: {
      items: Ban[];
    } };
  };
  "/bans/{}": {
    DELETE: { body: never; answer: undefined };
  };
  "/commands/{}": {
    GET: { body: never; answer: Command };
    DELETE: { body: never; answer: Command };
  };
  "/dead-letters": {
    GET: { body: never; answer: {
      items: DeadLetter[];
      nextCursor: string | null;
      targets: DeadLetterTarget[];
    } };
  };
  "/dead-letters/discard": {
    POST: { body: {
      target?: string;
      ids?: number[];
    }; answer: {
      discarded: number;
      left: number;
    } };
  };
  "/dead-letters/replay": {
    POST: { body: {
      target?: string;
      ids?: number[];
    }; answer: {
      delivered: number;
      failed: ({
        id: number;
        reason: string;
      })[];
      left: number;
    } };
  };
  "/dead-letters/{}": {
    GET: { body: never; answer: DeadLetterWithEvent };
  };
  "/dead-letters/{}/discard": {
    POST: { body: never; answer: undefined };
  };
  "/dead-letters/{}/replay": {
    POST: { body: never; answer: undefined };
  };
  "/device-import-files": {
    POST: { body: never; answer: ImportPreview };
  };
  "/device-import-files/{}": {
    GET: { body: never; answer: ImportPreview };
  };
  "/device-import-files/{}/start": {
    POST: { body: {
      columns: Json[];
      mode: "upsert" | "create" | "update";
      key: string;
      productKey?: string;
      sheet?: string;
      makesGroups?: boolean;
      dryRun: boolean;
      fileName?: string;
    }; answer: Job };
  };
  "/device-import-template": {
    GET: { body: never; answer: unknown };
  };
  "/device-trash": {
    GET: { body: never; answer: {
      items: DeletedDevice[];
      nextCursor: string | null;
      total?: number;
    } };
  };
  "/device-trash/purge": {
    POST: { body: {
      ids: number[];
    }; answer: {
      done: number;
      failed: ({
        id: number;
        code: string;
        message: string;
      })[];
    } };
  };
  "/device-trash/restore": {
    POST: { body: {
      ids: number[];
    }; answer: {
      done: number;
      failed: ({
        id: number;
        code: string;
        message: string;
      })[];
    } };
  };
  "/device-trash/{}": {
    DELETE: { body: never; answer: undefined };
  };
  "/device-trash/{}/restore": {
    POST: { body: never; answer: Device };
  };
  "/device-views": {
    GET: { body: never; answer: {
      items: DeviceView[];
    } };
    POST: { body: {
      name: string;
      filter: DeviceFilter;
    }; answer: DeviceView };
  };
  "/device-views/{}": {
    GET: { body: never; answer: DeviceView };
    PATCH: { body: {
      name?: string;
      filter?: DeviceFilter;
    }; answer: DeviceView };
    DELETE: { body: never; answer: undefined };
  };
  "/device-views/{}/counts": {
    GET: { body: never; answer: DeviceCounts };
  };
  "/devices": {
    GET: { body: never; answer: {
      items: ({
        productKey: string;
        deviceName: string;
        name: string;
        notes: string;
        nodeType: "direct" | "gateway" | "sub";
        gateway: {
          productKey: string;
          deviceName: string;
        } | null;
        groupId: number | null;
        latitude: number | null;
        longitude: number | null;
        place: string;
        state: "inactive" | "online" | "stale" | "offline" | "disabled";
        stateSince: number;
        stateReason: string;
        address: string;
        activatedAt: number | null;
        lastSeenAt: number | null;
        isEnabled: boolean;
        createdAt: number;
        tags?: Record<string, string>;
      })[];
      nextCursor: string | null;
      total?: number;
    } };
    POST: { body: {
      productKey: string;
      deviceName?: string;
      deviceSecret?: string;
      name?: string;
      notes?: string;
      groupId?: number | null;
      latitude?: number | null;
      longitude?: number | null;
      place?: string;
      isEnabled?: boolean;
    }; answer: Device };
  };
  "/devices/bulk": {
    POST: { body: BulkChange; answer: BulkOutcome };
  };
  "/devices/export": {
    GET: { body: never; answer: unknown };
  };
  "/devices/generate": {
    POST: { body: {
      productKey: string;
      pattern: string;
      name?: string;
      group?: string;
      tags?: Record<string, string>;
      notes?: string;
      isEnabled?: boolean;
    }; answer: Job };
  };
  "/devices/generate/preview": {
    POST: { body: {
      productKey: string;
      pattern: string;
      name?: string;
      group?: string;
      tags?: Record<string, string>;
      notes?: string;
      isEnabled?: boolean;
    }; answer: GeneratePreview };
  };
  "/devices/import": {
    POST: { body: never; answer: Job };
  };
  "/devices/{}/{}": {
    GET: { body: never; answer: Device };
    PATCH: { body: {
      deviceSecret?: string;
      name?: string;
      notes?: string;
      groupId?: number | null;
      latitude?: number | null;
      longitude?: number | null;
      place?: string;
      isEnabled?: boolean;
    }; answer: Device };
    DELETE: { body: never; answer: undefined };
  };
  "/devices/{}/{}/aggregate": {
    GET: { body: never; answer: {
      timeZone: string;
      series: AggregateSeries[];
    } };
  };
  "/devices/{}/{}/allow-list": {
    GET: { body: never; answer: {
      networks: string[];
    } };
    PUT: { body: {
      networks: string[];
    }; answer: {
      networks: string[];
    } };
  };
  "/devices/{}/{}/certificate": {
    POST: { body: never; answer: DeviceCertificate };
  };
  "/devices/{}/{}/children": {
    GET: { body: never; answer: {
      items: Device[];
      nextCursor: string | null;
      total?: number;
    } };
    POST: { body: {
      productKey: string;
      deviceName: string;
    }; answer: Device };
  };
  "/devices/{}/{}/children/{}/{}": {
    DELETE: { body: never; answer: undefined };
  };
  "/devices/{}/{}/commands": {
    GET: { body: never; answer: {
      items: Command[];
      nextCursor: string | null;
      total?: number;
    } };
  };
  "/devices/{}/{}/credentials": {
    GET: { body: never; answer: DeviceCredentials };
    POST: { body: {
      kind: "secret" | "token" | "password" | "certificate";
      name?: string;
      username?: string;
      secret?: string;
      cert?: string;
      expiresAt?: number | null;
    }; answer: NewDeviceCredential };
  };
  "/devices/{}/{}/credentials/list": {
    GET: { body: never; answer: {
      items: DeviceCredential[];
    } };
  };
  "/devices/{}/{}/credentials/rotate": {
    POST: { body: {
      kind: "secret" | "token" | "password";
      id?: number;
      overlapHours: number;
      secret?: string;
    }; answer: NewDeviceCredential };
  };
  "/devices/{}/{}/credentials/{}": {
    DELETE: { body: never; answer: DeviceCredential };
  };
  "/devices/{}/{}/export": {
    GET: { body: never; answer: unknown };
  };
  "/devices/{}/{}/history": {
    GET: { body: never; answer: {
      series: HistorySeries[];
    } };
  };
  "/devices/{}/{}/journal": {
    GET: { body: never; answer: {
      items: JournalEntry[];
      nextCursor: string | null;
      total?: number;
    } };
  };
  "/devices/{}/{}/latest": {
    GET: { body: never; answer: {
      items: LatestPoint[];
    } };
  };
  "/devices/{}/{}/points": {
    GET: { body: never; answer: {
      items: Point[];
      nextCursor: string | null;
    } };
  };
  "/devices/{}/{}/properties": {
    POST: { body: {
      params: Record<string, Json>;
      expiresInS?: number;
      timeoutS?: number;
      waitMs?: number;
    }; answer: Command };
  };
  "/devices/{}/{}/raw": {
    POST: { body: {
      payload: string;
      encoding?: "text" | "hex" | "base64";
      expiresInS?: number;
      timeoutS?: number;
      waitMs?: number;
    }; answer: Command };
  };
  "/devices/{}/{}/registers": {
    GET: { body: never; answer: {
      items: ({
        identifier: string;
        ts: number | null;
        value: Json;
        quality: number | null;
        raw: string;
        failure: {
          code: string;
          text: {
            en: string;
            zh: string;
          };
          raw: string;
        } | null;
      })[];
    } };
  };
  "/devices/{}/{}/registers/read": {
    POST: { body: {
      identifiers: string[];
    }; answer: {
      items: ({
        identifier: string;
        ts: number | null;
        value: Json;
        quality: number | null;
        raw: string;
        failure: {
          code: string;
          text: {
            en: string;
            zh: string;
          };
          raw: string;
        } | null;
      })[];
    } };
  };
  "/devices/{}/{}/registration": {
    POST: { body: never; answer: Device };
  };
  "/devices/{}/{}/services/{}": {
    POST: { body: {
      input?: Record<string, Json>;
      expiresInS?: number;
      timeoutS?: number;
      waitMs?: number;
    }; answer: Command };
  };
  "/devices/{}/{}/slave": {
    GET: { body: never; answer: {
      slave: FieldSlave | null;
    } };
    PUT: { body: {
      linkId: number;
      unit: number;
      timeoutMs?: number;
      retries?: number;
      addressOffset?: number;
      isEnabled?: boolean;
    }; answer: FieldSlave };
    DELETE: { body: never; answer: undefined };
  };
  "/devices/{}/{}/streams": {
    GET: { body: never; answer: {
      items: DataStream[];
      limit: number;
    } };
  };
  "/devices/{}/{}/tags": {
    GET: { body: never; answer: Record<string, string> };
    PUT: { body: Record<string, string>; answer: Record<string, string> };
  };
  "/diagnosis": {
    GET: { body: never; answer: {
      findings: Finding[];
      unknownDevices: number;
      clock: {
        isSuspect: boolean;
        devices: number;
        late: number;
        skewS: number;
      };
    } };
  };
  "/dialects": {
    GET: { body: never; answer: {
      items: Dialect[];
    } };
  };
  "/directories/ldap": {
    GET: { body: never; answer: LdapDirectory };
    PUT: { body: LdapSettings; answer: LdapDirectory };
  };
  "/directories/ldap/test": {
    POST: { body: LdapSettings; answer: DirectoryReport };
  };
  "/directories/oidc": {
    GET: { body: never; answer: OidcDirectory };
    PUT: { body: OidcSettings; answer: OidcDirectory };
  };
  "/directories/oidc/test": {
    POST: { body: OidcSettings; answer: DirectoryReport };
  };
  "/dtu-strangers": {
    GET: { body: never; answer: {
      items: ({
        address: string;
        at: number;
        packet: string;
      })[];
    } };
  };
  "/events": {
    GET: { body: never; answer: unknown };
  };
  "/formula-functions": {
    GET: { body: never; answer: {
      items: ({
        name: string;
        usage: string;
        text: string;
      })[];
    } };
  };
  "/groups": {
    GET: { body: never; answer: {
      items: ({
        id: number;
        parentId: number | null;
        name: string;
        kind: "site" | "line" | "machine" | "other";
        order: number;
        notes: string;
        depth: number;
        path: string;
        counts: DeviceCounts;
      })[];
      ungrouped: DeviceCounts;
    } };
    POST: { body: {
      parentId?: number | null;
      name: string;
      kind?: "site" | "line" | "machine" | "other";
      order?: number;
      notes?: string;
    }; answer: DeviceGroup };
  };
  "/groups/{}": {
    GET: { body: never; answer: DeviceGroup };
    PATCH: { body: {
      parentId?: number | null;
      name?: string;
      kind?: "site" | "line" | "machine" | "other";
      order?: number;
      notes?: string;
    }; answer: DeviceGroup };
    DELETE: { body: never; answer: undefined };
  };
  "/jobs": {
    GET: { body: never; answer: {
      items: Job[];
      nextCursor: string | null;
      total?: number;
    } };
  };
  "/jobs/{}": {
    GET: { body: never; answer: Job };
    DELETE: { body: never; answer: undefined };
  };
  "/jobs/{}/cancel": {
    POST: { body: never; answer: Job };
  };
  "/jobs/{}/error-rows": {
    GET: { body: never; answer: {
      items: ({
        row: number;
        column: string;
        code: string;
        text: string;
      })[];
    } };
  };
  "/jobs/{}/errors": {
    GET: { body: never; answer: unknown };
  };
  "/jobs/{}/pause": {
    POST: { body: never; answer: Job };
  };
  "/jobs/{}/result": {
    GET: { body: never; answer: unknown };
  };
  "/jobs/{}/resume": {
    POST: { body: never; answer: Job };
  };
  "/journal": {
    GET: { body: never; answer: {
      items: JournalEntry[];
      nextCursor: string | null;
      total?: number;
    } };
  };
  "/links": {
    GET: { body: never; answer: {
      items: FieldLink[];
    } };
    POST: { body: {
      name: string;
      isEnabled?: boolean;
      transport: {
        kind: "tcp";
        host: string;
        port?: number;
        backup?: {
          host: string;
          port?: number;
        };
        isClosedAfterExchange?: boolean;
      } | {
        kind: "rtuTcp";
        host: string;
        port?: number;
        backup?: {
          host: string;
          port?: number;
        };
      } | {
        kind: "serial";
        path: string;
        baud?: number;
        dataBits?: 7 | 8;
        parity?: "none" | "even" | "odd" | "mark" | "space";
        stopBits?: 1 | 2;
        hasFlowControl?: boolean;
        rs485?: {
          isRtsHighOnSend?: boolean;
          delayBeforeMs?: number;
          delayAfterMs?: number;
        };
      } | {
        kind: "dtu";
        framing?: "rtu" | "tcp";
        identification: {
          by: "text";
          text: string;
        } | {
          by: "hex";
          hex: string;
        } | {
          by: "pattern";
          pattern: string;
        } | {
          by: "imei";
          imei: string;
        } | {
          by: "iccid";
          iccid: string;
        } | {
          by: "onenet";
          productId: string;
          deviceName: string;
        } | {
          by: "yudao";
          productKey: string;
          deviceName: string;
        } | {
          by: "address";
          address: string;
        };
        heartbeat?: {
          text: string;
        } | {
          hex: string;
        };
      };
      connectTimeoutMs?: number;
      timeoutMs?: number;
      retries?: number;
      retryGapMs?: number;
      gapMs?: number;
      keepAliveMs?: number;
    }; answer: FieldLink };
  };
  "/links/{}": {
    GET: { body: never; answer: FieldLink };
    PUT: { body: {
      name: string;
      isEnabled?: boolean;
      transport: {
        kind: "tcp";
        host: string;
        port?: number;
        backup?: {
          host: string;
          port?: number;
        };
        isClosedAfterExchange?: boolean;
      } | {
        kind: "rtuTcp";
        host: string;
        port?: number;
        backup?: {
          host: string;
          port?: number;
        };
      } | {
        kind: "serial";
        path: string;
        baud?: number;
        dataBits?: 7 | 8;
        parity?: "none" | "even" | "odd" | "mark" | "space";
        stopBits?: 1 | 2;
        hasFlowControl?: boolean;
        rs485?: {
          isRtsHighOnSend?: boolean;
          delayBeforeMs?: number;
          delayAfterMs?: number;
        };
      } | {
        kind: "dtu";
        framing?: "rtu" | "tcp";
        identification: {
          by: "text";
          text: string;
        } | {
          by: "hex";
          hex: string;
        } | {
          by: "pattern";
          pattern: string;
        } | {
          by: "imei";
          imei: string;
        } | {
          by: "iccid";
          iccid: string;
        } | {
          by: "onenet";
          productId: string;
          deviceName: string;
        } | {
          by: "yudao";
          productKey: string;
          deviceName: string;
        } | {
          by: "address";
          address: string;
        };
        heartbeat?: {
          text: string;
        } | {
          hex: string;
        };
      };
      connectTimeoutMs?: number;
      timeoutMs?: number;
      retries?: number;
      retryGapMs?: number;
      gapMs?: number;
      keepAliveMs?: number;
    }; answer: FieldLink };
    DELETE: { body: never; answer: undefined };
  };
  "/links/{}/capture": {
    GET: { body: never; answer: unknown };
  };
  "/links/{}/frames": {
    GET: { body: never; answer: {
      items: ({
        id: number;
        ts: number;
        direction: "in" | "out";
        hex: string;
        meaning: {
          en: string;
          zh: string;
        };
      })[];
    } };
  };
  "/links/{}/read": {
    POST: { body: {
      unit: number;
      area: "coil" | "discrete" | "input" | "holding";
      address: number;
      count: number;
    }; answer: {
      hex: string;
      durationMs: number;
    } };
  };
  "/links/{}/report": {
    GET: { body: never; answer: FieldLinkReport };
  };
  "/links/{}/scan": {
    GET: { body: never; answer: FieldScan };
    POST: { body: {
      fromUnit?: number;
      toUnit?: number;
      timeoutMs?: number;
      isIdentified?: boolean;
      bauds?: number[];
      parities?: ("none" | "even" | "odd" | "mark" | "space")[];
    }; answer: FieldScan };
    DELETE: { body: never; answer: undefined };
  };
  "/links/{}/slaves": {
    GET: { body: never; answer: {
      items: FieldSlave[];
    } };
  };
  "/listeners": {
    GET: { body: never; answer: {
      items: Listener[];
    } };
  };
  "/live": {
    GET: { body: never; answer: unknown };
  };
  "/log": {
    GET: { body: never; answer: EventLog };
  };
  "/login-trials": {
    POST: { body: {
      clientId: string;
      username?: string;
      password?: string;
      isTls?: boolean;
    }; answer: LoginTrial };
  };
  "/modbus-server": {
    GET: { body: never; answer: ModbusServer };
    PUT: { body: {
      exposures?: ({
        unit: number;
        productKey: string;
        deviceName: string;
        point: {
          identifier: string;
          address: number;
          shownAs?: string;
          access?: "r" | "rw" | "w";
          group?: string | null;
          write?: {
            function?: "auto" | "05" | "06" | "0F" | "10" | "16";
            address?: number;
            min?: number;
            max?: number;
            step?: number;
            isVerified?: boolean;
          };
          note?: string;
          type: "bool";
          area: "coil" | "discrete";
          isInverted?: boolean;
        } | {
          identifier: string;
          address: number;
          shownAs?: string;
          access?: "r" | "rw" | "w";
          group?: string | null;
          write?: {
            function?: "auto" | "05" | "06" | "0F" | "10" | "16";
            address?: number;
            min?: number;
            max?: number;
            step?: number;
            isVerified?: boolean;
          };
          note?: string;
          scale?: number;
          offset?: number;
          exponentAddress?: number;
          formula?: string;
          writeFormula?: string;
          isSignMagnitude?: boolean;
          decimals?: number;
          validRange?: {
            min?: number;
            max?: number;
          };
          absent?: string[];
          values?: Record<string, number | boolean | string>;
          deadband?: {
            by: number;
            unit: "value" | "percent";
          };
          type: "int16" | "uint16";
          area: "input" | "holding";
          order?: "AB" | "BA";
        } | {
          identifier: string;
          address: number;
          shownAs?: string;
          access?: "r" | "rw" | "w";
          group?: string | null;
          write?: {
            function?: "auto" | "05" | "06" | "0F" | "10" | "16";
            address?: number;
            min?: number;
            max?: number;
            step?: number;
            isVerified?: boolean;
          };
          note?: string;
          scale?: number;
          offset?: number;
          exponentAddress?: number;
          formula?: string;
          writeFormula?: string;
          isSignMagnitude?: boolean;
          decimals?: number;
          validRange?: {
            min?: number;
            max?: number;
          };
          absent?: string[];
          values?: Record<string, number | boolean | string>;
          deadband?: {
            by: number;
            unit: "value" | "percent";
          };
          type: "int32" | "uint32" | "float32";
          area: "input" | "holding";
          order?: "ABCD" | "CDAB" | "BADC" | "DCBA";
        } | {
          identifier: string;
          address: number;
          shownAs?: string;
          access?: "r" | "rw" | "w";
          group?: string | null;
          write?: {
            function?: "auto" | "05" | "06" | "0F" | "10" | "16";
            address?: number;
            min?: number;
            max?: number;
            step?: number;
            isVerified?: boolean;
          };
          note?: string;
          scale?: number;
          offset?: number;
          exponentAddress?: number;
          formula?: string;
          writeFormula?: string;
          isSignMagnitude?: boolean;
          decimals?: number;
          validRange?: {
            min?: number;
            max?: number;
          };
          absent?: string[];
          values?: Record<string, number | boolean | string>;
          deadband?: {
            by: number;
            unit: "value" | "percent";
          };
          type: "int64" | "uint64" | "float64";
          area: "input" | "holding";
          order?: "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
        } | {
          identifier: string;
          address: number;
          shownAs?: string;
          access?: "r" | "rw" | "w";
          group?: string | null;
          write?: {
            function?: "auto" | "05" | "06" | "0F" | "10" | "16";
            address?: number;
            min?: number;
            max?: number;
            step?: number;
            isVerified?: boolean;
          };
          note?: string;
          scale?: number;
          offset?: number;
          exponentAddress?: number;
          formula?: string;
          writeFormula?: string;
          isSignMagnitude?: boolean;
          decimals?: number;
          validRange?: {
            min?: number;
            max?: number;
          };
          absent?: string[];
          values?: Record<string, number | boolean | string>;
          deadband?: {
            by: number;
            unit: "value" | "percent";
          };
          type: "bcd";
          area: "input" | "holding";
          registers?: 1 | 2 | 3 | 4;
          order?: "AB" | "BA" | "ABCD" | "CDAB" | "BADC" | "DCBA" | "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
        } | {
          identifier: string;
          address: number;
          shownAs?: string;
          access?: "r" | "rw" | "w";
          group?: string | null;
          write?: {
            function?: "auto" | "05" | "06" | "0F" | "10" | "16";
            address?: number;
            min?: number;
            max?: number;
            step?: number;
            isVerified?: boolean;
          };
          note?: string;
          type: "string";
          area: "input" | "holding";
          registers: number;
          packing?: "highFirst" | "lowFirst" | "lowOnly" | "highOnly";
          encoding?: "ascii" | "utf8" | "gbk";
        } | {
          identifier: string;
          address: number;
          shownAs?: string;
          access?: "r" | "rw" | "w";
          group?: string | null;
          write?: {
            function?: "auto" | "05" | "06" | "0F" | "10" | "16";
            address?: number;
            min?: number;
            max?: number;
            step?: number;
            isVerified?: boolean;
          };
          note?: string;
          type: "bytes";
          area: "input" | "holding";
          registers: number;
        } | {
          identifier: string;
          address: number;
          shownAs?: string;
          access?: "r" | "rw" | "w";
          group?: string | null;
          write?: {
            function?: "auto" | "05" | "06" | "0F" | "10" | "16";
            address?: number;
            min?: number;
            max?: number;
            step?: number;
            isVerified?: boolean;
          };
          note?: string;
          type: "bit";
          area: "input" | "holding";
          bit: number;
          isInverted?: boolean;
        } | {
          identifier: string;
          address: number;
          shownAs?: string;
          access?: "r" | "rw" | "w";
          group?: string | null;
          write?: {
            function?: "auto" | "05" | "06" | "0F" | "10" | "16";
            address?: number;
            min?: number;
            max?: number;
            step?: number;
            isVerified?: boolean;
          };
          note?: string;
          scale?: number;
          offset?: number;
          exponentAddress?: number;
          formula?: string;
          writeFormula?: string;
          isSignMagnitude?: boolean;
          decimals?: number;
          validRange?: {
            min?: number;
            max?: number;
          };
          absent?: string[];
          values?: Record<string, number | boolean | string>;
          deadband?: {
            by: number;
            unit: "value" | "percent";
          };
          type: "bits";
          area: "input" | "holding";
          bit: number;
          length: number;
          isSigned?: boolean;
        };
        missing?: "exception" | "fill";
        stale?: "last" | "exception";
        staleAfterMs?: number;
        writes?: "changes" | "every";
        writeRefreshMs?: number;
        readOnly?: "exception" | "ignore";
        statusAddress?: number;
      })[];
      settings?: {
        allowed?: string[];
        maxConnections?: number;
        idleMs?: number;
        maxRequestsPerS?: number;
        maxWritesPerS?: number;
        missing?: "exception" | "fill";
        stale?: "last" | "exception";
        staleAfterMs?: number;
        writeAnswer?: "taken" | "done";
        writeWaitMs?: number;
        writes?: "changes" | "every";
        writeRefreshMs?: number;
        readOnly?: "exception" | "ignore";
        ports?: ({
          path: string;
          baud?: number;
          dataBits?: 7 | 8;
          parity?: "none" | "even" | "odd" | "mark" | "space";
          stopBits?: 1 | 2;
          hasFlowControl?: boolean;
          rs485?: {
            isRtsHighOnSend?: boolean;
            delayBeforeMs?: number;
            delayAfterMs?: number;
          };
          isEnabled?: boolean;
          units?: number[];
        })[];
      };
    }; answer: ModbusServer };
  };
  "/mqtt/clients": {
    GET: { body: never; answer: {
      items: MqttClient[];
      nextCursor: string | null;
      total?: number;
    } };
  };
  "/mqtt/clients/{}": {
    GET: { body: never; answer: {
      client: MqttClient;
      subscriptions: ({
        filter: string;
        qos: 0 | 1 | 2;
      })[];
    } };
    DELETE: { body: never; answer: undefined };
  };
  "/mqtt/retained": {
    GET: { body: never; answer: {
      items: RetainedMessage[];
      nextCursor: string | null;
      total?: number;
    } };
    DELETE: { body: {
      topic: string;
    }; answer: undefined };
  };
  "/mqtt/stats": {
    GET: { body: never; answer: MqttStats };
  };
  "/overview": {
    GET: { body: never; answer: Overview };
  };
  "/product-templates": {
    GET: { body: never; answer: {
      items: ProductTemplateSummary[];
      nextCursor: string | null;
      total?: number;
    } };
    POST: { body: {
      productKey: string;
      name?: string;
      family: "power-meter" | "temperature-controller" | "drive" | "plc" | "flow-level-pressure" | "heat-gas-meter" | "environment" | "io-module" | "solar-inverter" | "battery-ups" | "generator" | "compressor" | "machine" | "other";
      maker?: string;
      makerModel?: string;
      description?: string;
      note?: string;
      sources?: ({
        title: string;
        revision?: string;
        url?: string;
      })[];
      verification?: {
        unit: string;
      } | null;
      unit?: {
        id?: number;
        serial?: {
          baud: number;
          dataBits?: 7 | 8;
          parity?: "none" | "even" | "odd";
          stopBits?: 1 | 2;
        } | null;
        tcpPort?: number | null;
      };
    }; answer: ProductTemplate };
  };
  "/product-templates/import": {
    POST: { body: Record<string, Json>; answer: {
      dryRun: boolean;
      action: "create" | "replace" | "unchanged";
      differences: ProductTemplateDifference[];
      template: ProductTemplate;
    } };
  };
  "/product-templates/{}": {
    GET: { body: never; answer: ProductTemplate };
    PUT: { body: {
      productKey: string;
      verification?: {
        unit: string;
      } | null;
      unit?: {
        id?: number;
        serial?: {
          baud: number;
          dataBits?: 7 | 8;
          parity?: "none" | "even" | "odd";
          stopBits?: 1 | 2;
        } | null;
        tcpPort?: number | null;
      };
    }; answer: {
      dryRun: boolean;
      differences: ProductTemplateDifference[];
      template: ProductTemplate;
    } };
    PATCH: { body: {
      name?: string;
      description?: string;
      family?: "power-meter" | "temperature-controller" | "drive" | "plc" | "flow-level-pressure" | "heat-gas-meter" | "environment" | "io-module" | "solar-inverter" | "battery-ups" | "generator" | "compressor" | "machine" | "other";
      maker?: string;
      makerModel?: string;
      note?: string;
      sources?: ({
        title: string;
        revision?: string;
        url?: string;
      })[];
      verification?: {
        unit: string;
      } | null;
      unit?: {
        id?: number;
        serial?: {
          baud: number;
          dataBits?: 7 | 8;
          parity?: "none" | "even" | "odd";
          stopBits?: 1 | 2;
        } | null;
        tcpPort?: number | null;
      };
    }; answer: ProductTemplate };
    DELETE: { body: never; answer: undefined };
  };
  "/product-templates/{}/bundle": {
    GET: { body: never; answer: ProductBundle };
  };
  "/product-templates/{}/products": {
    POST: { body: {
      name?: string;
      productKey?: string;
      language?: "zh" | "en";
    }; answer: Product };
  };
  "/products": {
    GET: { body: never; answer: {
      items: Product[];
      nextCursor: string | null;
      total?: number;
    } };
    POST: { body: {
      productKey?: string;
      name: string;
      productSecret?: string;
      accessKey?: string;
      description?: string;
      nodeType?: "direct" | "gateway" | "sub";
      dialects?: ("plain" | "alink" | "onenet" | "onenet-legacy" | "thingsboard" | "jetlinks" | "yudao")[] | null;
      dataMode?: "model" | "streams";
      validation?: "off" | "warn" | "strict";
      offlineRule?: {
        staleAfterS: number | null;
        offlineAfterS: number | null;
      };
      registration?: "off" | "listed" | "open";
      registrationUntil?: number | null;
      childProductKey?: string | null;
      mapping?: {
        isShared?: boolean;
        rows: ({
          topic: string;
          payload: "json";
          from?: string;
          take?: "keys" | "nested" | "pairs" | "named";
          pairName?: string;
          pairValue?: string;
          skip?: string[];
          properties?: ({
            property: string;
            path: string;
            isOptional?: boolean;
            scale?: number;
            offset?: number;
            values?: Record<string, number | boolean | string>;
          })[];
          time?: {
            path: string;
            unit: "s" | "ms" | "iso";
          };
          event?: string;
        } | {
          topic: string;
          payload: "text";
          property?: string;
          kind?: "auto" | "number" | "text";
          scale?: number;
          offset?: number;
          values?: Record<string, number | boolean | string>;
        } | {
          topic: string;
          payload: "sparkplug-b";
          names?: Record<string, string>;
        })[];
      };
      retentionDays?: number | null;
      isEnabled?: boolean;
    }; answer: Product };
  };
  "/products/import": {
    POST: { body: Record<string, Json>; answer: ProductImport };
  };
  "/products/{}": {
    GET: { body: never; answer: Product };
    PATCH: { body: {
      name?: string;
      productSecret?: string;
      accessKey?: string;
      description?: string;
      nodeType?: "direct" | "gateway" | "sub";
      dialects?: ("plain" | "alink" | "onenet" | "onenet-legacy" | "thingsboard" | "jetlinks" | "yudao")[] | null;
      dataMode?: "model" | "streams";
      validation?: "off" | "warn" | "strict";
      offlineRule?: {
        staleAfterS: number | null;
        offlineAfterS: number | null;
      };
      registration?: "off" | "listed" | "open";
      registrationUntil?: number | null;
      childProductKey?: string | null;
      mapping?: {
        isShared?: boolean;
        rows: ({
          topic: string;
          payload: "json";
          from?: string;
          take?: "keys" | "nested" | "pairs" | "named";
          pairName?: string;
          pairValue?: string;
          skip?: string[];
          properties?: ({
            property: string;
            path: string;
            isOptional?: boolean;
            scale?: number;
            offset?: number;
            values?: Record<string, number | boolean | string>;
          })[];
          time?: {
            path: string;
            unit: "s" | "ms" | "iso";
          };
          event?: string;
        } | {
          topic: string;
          payload: "text";
          property?: string;
          kind?: "auto" | "number" | "text";
          scale?: number;
          offset?: number;
          values?: Record<string, number | boolean | string>;
        } | {
          topic: string;
          payload: "sparkplug-b";
          names?: Record<string, string>;
        })[];
      };
      retentionDays?: number | null;
      isEnabled?: boolean;
    }; answer: Product };
    DELETE: { body: never; answer: undefined };
  };
  "/products/{}/bundle": {
    GET: { body: never; answer: ProductBundle };
  };
  "/products/{}/copy": {
    POST: { body: {
      productKey?: string;
      name: string;
      withDevices?: false;
    }; answer: Product };
  };
  "/products/{}/formula-trial": {
    POST: { body: {
      property: {
        identifier: string;
        name: string;
        description?: string;
        accessMode?: "r" | "rw" | "w";
        required?: boolean;
        dataType: {
          type: "int" | "float" | "double";
          min?: number;
          max?: number;
          step?: number;
          unit?: string;
        } | {
          type: "long";
          min?: string;
          max?: string;
          unit?: string;
        } | {
          type: "text";
          length?: number;
        } | {
          type: "date";
        } | {
          type: "bool";
          falseText?: string;
          trueText?: string;
        } | {
          type: "enum";
          items: Record<string, string>;
        } | {
          type: "struct";
          fields: ({
            identifier: string;
            name: string;
            dataType: {
              type: "int" | "float" | "double";
              min?: number;
              max?: number;
              step?: number;
              unit?: string;
            } | {
              type: "long";
              min?: string;
              max?: string;
              unit?: string;
            } | {
              type: "text";
              length?: number;
            } | {
              type: "date";
            } | {
              type: "bool";
              falseText?: string;
              trueText?: string;
            } | {
              type: "enum";
              items: Record<string, string>;
            };
          })[];
        } | {
          type: "array";
          size: number;
          item: {
            type: "int" | "float" | "double";
            min?: number;
            max?: number;
            step?: number;
            unit?: string;
          } | {
            type: "long";
            min?: string;
            max?: string;
            unit?: string;
          } | {
            type: "text";
            length?: number;
          } | {
            type: "struct";
            fields: ({
              identifier: string;
              name: string;
              dataType: {
                type: "int" | "float" | "double";
                min?: number;
                max?: number;
                step?: number;
                unit?: string;
              } | {
                type: "long";
                min?: string;
                max?: string;
                unit?: string;
              } | {
                type: "text";
                length?: number;
              } | {
                type: "date";
              } | {
                type: "bool";
                falseText?: string;
                trueText?: string;
              } | {
                type: "enum";
                items: Record<string, string>;
              };
            })[];
          };
        };
        retentionDays?: number;
        calculated?: {
          kind: "formula";
          formula: string;
        } | {
          kind: "counter";
          source: string;
          rollover?: number;
          maxStep?: number;
          scale?: number;
        } | {
          kind: "integral";
          source: string;
          perS: number;
          maxGapS?: number;
          scale?: number;
        };
      };
      properties?: (Record<string, Json>)[];
      deviceName?: string;
      values?: Record<string, number | boolean | string>;
    }; answer: FormulaTrial };
  };
  "/products/{}/mapping": {
    GET: { body: never; answer: Mapping };
    PUT: { body: {
      isShared?: boolean;
      rows: ({
        topic: string;
        payload: "json";
        from?: string;
        take?: "keys" | "nested" | "pairs" | "named";
        pairName?: string;
        pairValue?: string;
        skip?: string[];
        properties?: ({
          property: string;
          path: string;
          isOptional?: boolean;
          scale?: number;
          offset?: number;
          values?: Record<string, number | boolean | string>;
        })[];
        time?: {
          path: string;
          unit: "s" | "ms" | "iso";
        };
        event?: string;
      } | {
        topic: string;
        payload: "text";
        property?: string;
        kind?: "auto" | "number" | "text";
        scale?: number;
        offset?: number;
        values?: Record<string, number | boolean | string>;
      } | {
        topic: string;
        payload: "sparkplug-b";
        names?: Record<string, string>;
      })[];
    }; answer: Mapping };
  };
  "/products/{}/mapping/test": {
    POST: { body: {
      mapping?: {
        isShared?: boolean;
        rows: ({
          topic: string;
          payload: "json";
          from?: string;
          take?: "keys" | "nested" | "pairs" | "named";
          pairName?: string;
          pairValue?: string;
          skip?: string[];
          properties?: ({
            property: string;
            path: string;
            isOptional?: boolean;
            scale?: number;
            offset?: number;
            values?: Record<string, number | boolean | string>;
          })[];
          time?: {
            path: string;
            unit: "s" | "ms" | "iso";
          };
          event?: string;
        } | {
          topic: string;
          payload: "text";
          property?: string;
          kind?: "auto" | "number" | "text";
          scale?: number;
          offset?: number;
          values?: Record<string, number | boolean | string>;
        } | {
          topic: string;
          payload: "sparkplug-b";
          names?: Record<string, string>;
        })[];
      };
      deviceName: string;
      topic: string;
      payload: string;
      encoding?: "text" | "hex" | "base64";
    }; answer: MappingTrial };
  };
  "/products/{}/publish": {
    POST: { body: never; answer: Product };
  };
  "/products/{}/register-map": {
    GET: { body: never; answer: RegisterMap };
    PUT: { body: {
      unit?: {
        id?: number;
        serial?: {
          baud: number;
          dataBits?: 7 | 8;
          parity?: "none" | "even" | "odd";
          stopBits?: 1 | 2;
        };
        tcpPort?: number;
        order?: "ABCD" | "CDAB" | "BADC" | "DCBA";
        maxRegistersPerRead?: number;
        maxBitsPerRead?: number;
        maxGap?: number;
        gapMs?: number;
        timeoutMs?: number;
        writeCoil?: "single" | "multiple";
        writeRegister?: "auto" | "single" | "multiple";
        forbidden?: number[];
      };
      groups?: ({
        name: string;
        periodMs: number;
        isAligned?: boolean;
        report?: "every" | "change";
        heartbeatMs?: number;
      })[];
      points: ({
        identifier: string;
        address: number;
        shownAs?: string;
        access?: "r" | "rw" | "w";
        group?: string | null;
        write?: {
          function?: "auto" | "05" | "06" | "0F" | "10" | "16";
          address?: number;
          min?: number;
          max?: number;
          step?: number;
          isVerified?: boolean;
        };
        note?: string;
        type: "bool";
        area: "coil" | "discrete";
        isInverted?: boolean;
      } | {
        identifier: string;
        address: number;
        shownAs?: string;
        access?: "r" | "rw" | "w";
        group?: string | null;
        write?: {
          function?: "auto" | "05" | "06" | "0F" | "10" | "16";
          address?: number;
          min?: number;
          max?: number;
          step?: number;
          isVerified?: boolean;
        };
        note?: string;
        scale?: number;
        offset?: number;
        exponentAddress?: number;
        formula?: string;
        writeFormula?: string;
        isSignMagnitude?: boolean;
        decimals?: number;
        validRange?: {
          min?: number;
          max?: number;
        };
        absent?: string[];
        values?: Record<string, number | boolean | string>;
        deadband?: {
          by: number;
          unit: "value" | "percent";
        };
        type: "int16" | "uint16";
        area: "input" | "holding";
        order?: "AB" | "BA";
      } | {
        identifier: string;
        address: number;
        shownAs?: string;
        access?: "r" | "rw" | "w";
        group?: string | null;
        write?: {
          function?: "auto" | "05" | "06" | "0F" | "10" | "16";
          address?: number;
          min?: number;
          max?: number;
          step?: number;
          isVerified?: boolean;
        };
        note?: string;
        scale?: number;
        offset?: number;
        exponentAddress?: number;
        formula?: string;
        writeFormula?: string;
        isSignMagnitude?: boolean;
        decimals?: number;
        validRange?: {
          min?: number;
          max?: number;
        };
        absent?: string[];
        values?: Record<string, number | boolean | string>;
        deadband?: {
          by: number;
          unit: "value" | "percent";
        };
        type: "int32" | "uint32" | "float32";
        area: "input" | "holding";
        order?: "ABCD" | "CDAB" | "BADC" | "DCBA";
      } | {
        identifier: string;
        address: number;
        shownAs?: string;
        access?: "r" | "rw" | "w";
        group?: string | null;
        write?: {
          function?: "auto" | "05" | "06" | "0F" | "10" | "16";
          address?: number;
          min?: number;
          max?: number;
          step?: number;
          isVerified?: boolean;
        };
        note?: string;
        scale?: number;
        offset?: number;
        exponentAddress?: number;
        formula?: string;
        writeFormula?: string;
        isSignMagnitude?: boolean;
        decimals?: number;
        validRange?: {
          min?: number;
          max?: number;
        };
        absent?: string[];
        values?: Record<string, number | boolean | string>;
        deadband?: {
          by: number;
          unit: "value" | "percent";
        };
        type: "int64" | "uint64" | "float64";
        area: "input" | "holding";
        order?: "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
      } | {
        identifier: string;
        address: number;
        shownAs?: string;
        access?: "r" | "rw" | "w";
        group?: string | null;
        write?: {
          function?: "auto" | "05" | "06" | "0F" | "10" | "16";
          address?: number;
          min?: number;
          max?: number;
          step?: number;
          isVerified?: boolean;
        };
        note?: string;
        scale?: number;
        offset?: number;
        exponentAddress?: number;
        formula?: string;
        writeFormula?: string;
        isSignMagnitude?: boolean;
        decimals?: number;
        validRange?: {
          min?: number;
          max?: number;
        };
        absent?: string[];
        values?: Record<string, number | boolean | string>;
        deadband?: {
          by: number;
          unit: "value" | "percent";
        };
        type: "bcd";
        area: "input" | "holding";
        registers?: 1 | 2 | 3 | 4;
        order?: "AB" | "BA" | "ABCD" | "CDAB" | "BADC" | "DCBA" | "ABCDEFGH" | "GHEFCDAB" | "BADCFEHG" | "HGFEDCBA" | "EFGHABCD" | "CDABGHEF" | "FEHGBADC" | "DCBAHGFE";
      } | {
        identifier: string;
        address: number;
        shownAs?: string;
        access?: "r" | "rw" | "w";
        group?: string | null;
        write?: {
          function?: "auto" | "05" | "06" | "0F" | "10" | "16";
          address?: number;
          min?: number;
          max?: number;
          step?: number;
          isVerified?: boolean;
        };
        note?: string;
        type: "string";
        area: "input" | "holding";
        registers: number;
        packing?: "highFirst" | "lowFirst" | "lowOnly" | "highOnly";
        encoding?: "ascii" | "utf8" | "gbk";
      } | {
        identifier: string;
        address: number;
        shownAs?: string;
        access?: "r" | "rw" | "w";
        group?: string | null;
        write?: {
          function?: "auto" | "05" | "06" | "0F" | "10" | "16";
          address?: number;
          min?: number;
          max?: number;
          step?: number;
          isVerified?: boolean;
        };
        note?: string;
        type: "bytes";
        area: "input" | "holding";
        registers: number;
      } | {
        identifier: string;
        address: number;
        shownAs?: string;
        access?: "r" | "rw" | "w";
        group?: string | null;
        write?: {
          function?: "auto" | "05" | "06" | "0F" | "10" | "16";
          address?: number;
          min?: number;
          max?: number;
          step?: number;
          isVerified?: boolean;
        };
        note?: string;
        type: "bit";
        area: "input" | "holding";
        bit: number;
        isInverted?: boolean;
      } | {
        identifier: string;
        address: number;
        shownAs?: string;
        access?: "r" | "rw" | "w";
        group?: string | null;
        write?: {
          function?: "auto" | "05" | "06" | "0F" | "10" | "16";
          address?: number;
          min?: number;
          max?: number;
          step?: number;
          isVerified?: boolean;
        };
        note?: string;
        scale?: number;
        offset?: number;
        exponentAddress?: number;
        formula?: string;
        writeFormula?: string;
        isSignMagnitude?: boolean;
        decimals?: number;
        validRange?: {
          min?: number;
          max?: number;
        };
        absent?: string[];
        values?: Record<string, number | boolean | string>;
        deadband?: {
          by: number;
          unit: "value" | "percent";
        };
        type: "bits";
        area: "input" | "holding";
        bit: number;
        length: number;
        isSigned?: boolean;
      })[];
      sources?: ({
        title: string;
        revision?: string;
        url?: string;
      })[];
      isVerified?: boolean;
      note?: string;
    }; answer: RegisterMap };
  };
  "/products/{}/register-map/export": {
    GET: { body: never; answer: string };
  };
  "/products/{}/register-map/import": {
    POST: { body: string; answer: RegisterMapImport };
  };
  "/products/{}/register-map/losses": {
    GET: { body: never; answer: {
      items: ({
        format: "csv" | "xlsx" | "json" | "neuron" | "thingsboard";
        notices: FormatNotice[];
      })[];
    } };
  };
  "/products/{}/secret": {
    GET: { body: never; answer: ProductSecrets };
  };
  "/products/{}/secret/former": {
    DELETE: { body: never; answer: ProductSecrets };
  };
  "/products/{}/secret/rotate": {
    POST: { body: {
      which: "productSecret" | "accessKey";
      overlapHours?: number;
    }; answer: ProductSecrets };
  };
  "/products/{}/streams/inference": {
    POST: { body: {
      devices?: number;
      hours?: number;
    }; answer: {
      items: InferredProperty[];
      devices: number;
      isComplete: boolean;
    } };
  };
  "/products/{}/thing-model": {
    GET: { body: never; answer: ThingModel };
    PUT: { body: Record<string, Json>; answer: {
      modelVersion: number;
      model: ThingModel;
    } };
  };
  "/products/{}/thing-model/diff": {
    GET: { body: never; answer: ThingModelDiff };
  };
  "/products/{}/thing-model/draft": {
    GET: { body: never; answer: ThingModelDraft };
    PUT: { body: Record<string, Json>; answer: ThingModelDraft };
    DELETE: { body: never; answer: undefined };
  };
  "/products/{}/thing-model/import": {
    POST: { body: string; answer: ThingModelImport };
  };
  "/products/{}/thing-model/losses": {
    GET: { body: never; answer: {
      items: ({
        format: "gantry" | "tsl" | "thing-model-json" | "onenet" | "jetlinks" | "yudao" | "csv" | "xlsx";
        notices: FormatNotice[];
      })[];
    } };
  };
  "/products/{}/thing-model/publish": {
    POST: { body: {
      note?: string;
      typeChanges?: Record<string, "keep" | "convert" | "separate">;
      version?: number;
    }; answer: {
      modelVersion: number;
      jobs: Record<string, number>;
    } };
  };
  "/products/{}/thing-model/rollback": {
    POST: { body: {
      version: number;
      note?: string;
      typeChanges?: Record<string, "keep" | "convert" | "separate">;
    }; answer: {
      modelVersion: number;
      jobs: Record<string, number>;
    } };
  };
  "/products/{}/thing-model/versions": {
    GET: { body: never; answer: {
      items: ThingModelVersion[];
    } };
  };
  "/products/{}/unpublish": {
    POST: { body: never; answer: Product };
  };
  "/protocols": {
    GET: { body: never; answer: {
      items: Protocol[];
    } };
  };
  "/registers/guess": {
    POST: { body: {
      samples: ({
        address: number;
        hex: string;
        shown: string;
      })[];
      area?: "coil" | "discrete" | "input" | "holding";
    }; answer: {
      candidates: ({
        address: number;
        type: string;
        order: string | null;
        registers: number;
        scale: number;
        value: number;
        raw: string;
      })[];
    } };
  };
  "/roles": {
    GET: { body: never; answer: {
      items: Role[];
      areas: ({
        area: "devices" | "device views" | "device trash" | "groups" | "products" | "thing models" | "data streams" | "telemetry" | "live" | "journal" | "commands" | "field buses" | "access" | "mqtt" | "apply" | "jobs" | "dead letters" | "log" | "ops" | "api keys" | "users" | "roles" | "audit" | "session";
        actions: ("read" | "write" | "command" | "manage" | "ota" | "admin")[];
      })[];
    } };
    POST: { body: NewRole; answer: Role };
  };
  "/roles/{}": {
    GET: { body: never; answer: Role };
    PATCH: { body: RoleChange; answer: Role };
    DELETE: { body: never; answer: undefined };
  };
  "/serial-ports": {
    GET: { body: never; answer: {
      names: "path" | "com";
      items: ({
        path: string;
        device: string;
        title: string;
      })[];
    } };
  };
  "/session": {
    GET: { body: never; answer: Session };
    POST: { body: SignIn; answer: Session | AwaitedStep };
    PATCH: { body: {
      language: "zh-CN" | "en";
    }; answer: Session };
    DELETE: { body: never; answer: undefined };
  };
  "/session/code": {
    POST: { body: SecondStep; answer: OpenedSession };
  };
  "/session/oidc": {
    GET: { body: never; answer: undefined };
  };
  "/session/oidc/callback": {
    GET: { body: never; answer: undefined };
  };
  "/session/password": {
    PUT: { body: PasswordChange; answer: undefined };
  };
  "/session/preferences": {
    GET: { body: never; answer: Record<string, Json> };
    PUT: { body: Record<string, Json>; answer: Record<string, Json> };
    PATCH: { body: Record<string, Json>; answer: Record<string, Json> };
  };
  "/session/second-factor": {
    GET: { body: never; answer: SecondFactor };
  };
  "/session/second-factor/confirm": {
    POST: { body: {
      code: string;
    }; answer: RecoveryCodes };
  };
  "/session/second-factor/enrolment": {
    POST: { body: {
      challenge: string;
    }; answer: SecondFactorSetup };
  };
  "/session/second-factor/off": {
    POST: { body: {
      code: string;
    }; answer: undefined };
  };
  "/session/second-factor/recovery-codes": {
    POST: { body: {
      code: string;
    }; answer: RecoveryCodes };
  };
  "/session/second-factor/setup": {
    POST: { body: {
      password: string;
    }; answer: SecondFactorSetup };
  };
  "/sessions": {
    GET: { body: never; answer: {
      items: SignedInSession[];
    } };
    DELETE: { body: never; answer: {
      ended: number;
    } };
  };
  "/sessions/{}": {
    DELETE: { body: never; answer: undefined };
  };
  "/sign-in-bans": {
    GET: { body: never; answer: {
      items: SignInBan[];
    } };
  };
  "/sign-in-bans/{}": {
    DELETE: { body: never; answer: undefined };
  };
  "/sign-in-methods": {
    GET: { body: never; answer: SignInMethods };
  };
  "/sign-in-policy": {
    GET: { body: never; answer: SignInPolicy };
    PUT: { body: SignInPolicyInput; answer: SignInPolicy };
  };
  "/site": {
    GET: { body: never; answer: Site };
  };
  "/telemetry/latest": {
    GET: { body: never; answer: {
      items: DeviceLatest[];
      nextCursor: string | null;
      total?: number;
    } };
  };
  "/telemetry/query": {
    POST: { body: {
      series: ({
        productKey: string;
        deviceName: string;
        property: string;
      })[];
      from: number;
      to: number;
      maxPoints?: number;
      details?: boolean;
      interval?: string;
      timeZone?: string;
      fill?: "none" | "null" | "previous";
      asOfSeq?: number;
    }; answer: {
      timeZone: string;
      series: ManySeries[];
    } };
  };
  "/tls": {
    GET: { body: never; answer: TlsState };
  };
  "/tls/ca.pem": {
    GET: { body: never; answer: unknown };
  };
  "/unknown-devices": {
    GET: { body: never; answer: {
      items: UnknownDevice[];
    } };
  };
  "/unknown-devices/{}": {
    DELETE: { body: never; answer: undefined };
  };
  "/unknown-devices/{}/adopt": {
    POST: { body: {
      productKey?: string;
      deviceName?: string;
      name?: string;
      isSecretSent?: boolean;
      deviceSecret?: string;
    }; answer: {
      productKey: string;
      deviceName: string;
      isNewProduct: boolean;
    } };
  };
  "/users": {
    GET: { body: never; answer: {
      items: User[];
      nextCursor: string | null;
      total?: number;
    } };
    POST: { body: NewUser; answer: User };
  };
  "/users/{}": {
    GET: { body: never; answer: User };
    PATCH: { body: UserChange; answer: User };
    DELETE: { body: never; answer: undefined };
  };
  "/users/{}/second-factor": {
    DELETE: { body: never; answer: undefined };
  };
  "/users/{}/sessions": {
    GET: { body: never; answer: {
      items: SignedInSession[];
    } };
    DELETE: { body: never; answer: {
      ended: number;
    } };
  };
  "/users/{}/sessions/{}": {
    DELETE: { body: never; answer: undefined };
  };
}
