// A body for each operation of the API that takes one, as a plant would send it. The document shows them, and
// test/openapi sends them.

const PRESS = { productKey: "press", deviceName: "press-07" };
const MODEL = {
  properties: [
    {
      ...{ identifier: "temperature", name: "Oil temperature", accessMode: "r" },
      dataType: { type: "double", min: -20, max: 120, unit: "°C" },
    },
    {
      ...{ identifier: "setpoint", name: "Set point", accessMode: "rw" },
      dataType: { type: "double", min: 20, max: 90, step: 0.5, unit: "°C" },
    },
  ],
  events: [{ identifier: "overheated", name: "Overheated", level: "alert", output: [] }],
  services: [{ identifier: "reset", name: "Reset", callType: "async", input: [], output: [] }],
};
const MAPPING = {
  rows: [{ topic: "press/{deviceName}/up", payload: "json", take: "keys" }],
};
const POINT = {
  ...{ identifier: "temperature", area: "input", address: 100, type: "float32", order: "CDAB" },
  ...{ group: "normal", decimals: 1, validRange: { min: -20, max: 120 } },
};
const LINK = {
  name: "Hall B, RS-485",
  transport: {
    kind: "serial",
    path: "/dev/serial/by-id/usb-FTDI_FT232R-if00-port0",
    baud: 19_200,
    parity: "even",
  },
};
const LDAP = {
  ...{ isEnabled: true, url: "ldaps://dc.plant.example", baseDn: "ou=people,dc=plant,dc=example" },
  ...{ bindDn: "cn=gantry,dc=plant,dc=example", bindPassword: "the reader's password" },
  ...{ userFilter: "(uid={username})", roles: [{ group: "maintenance", role: "operator" }] },
};
const OIDC = {
  ...{ isEnabled: true, label: "Company account", issuer: "https://login.example.com" },
  ...{ clientId: "gantry", clientSecret: "what the provider gave", scopes: "openid profile groups" },
  ...{ groupsClaim: "groups", roles: [{ group: "maintenance", role: "operator" }] },
};
const DAY = { from: 1_767_225_600_000, to: 1_767_312_000_000 };
const PATTERN = {
  productKey: "press",
  pattern: "LINE{1..2}-PRESS{01..10}",
  group: "Plant/Hall B",
  tags: { maker: "Müller" },
};

/** By operation id. */
export const API_EXAMPLES: Readonly<Record<string, unknown>> = {
  chooseLanguage: { language: "zh-CN" },
  finishSignIn: { challenge: "what signing in answered", code: "123456" },
  changePassword: { current: "the old one", next: "a few words are better" },
  updateUser: { role: "operator", isEnabled: true },
  updateApiKey: { actions: ["read"], scopes: [{ kind: "product", productKey: "press" }] },
  rotateApiKey: { overlapS: 86_400 },
  replacePreferences: { density: "compact" },
  changePreferences: { density: null },
  updateRole: { matrix: { devices: ["read"], telemetry: ["read"] }, scopes: [{ kind: "group", groupId: 1 }] },
  replaceSignInPolicy: { lengthMin: 12, historyCount: 5, secondFactorRoles: ["developer"] },
  enrolSecondFactor: { challenge: "what signing in answered" },
  setUpSecondFactor: { password: "one's own" },
  confirmSecondFactor: { code: "123456" },
  renewRecoveryCodes: { code: "123456" },
  switchOffSecondFactor: { code: "123456" },
  replaceLdapDirectory: LDAP,
  testLdapDirectory: LDAP,
  replaceOidcDirectory: OIDC,
  testOidcDirectory: OIDC,
  createProduct: { productKey: "press", name: "Hydraulic press", validation: "warn", registration: "listed" },
  updateProduct: { name: "Press", offlineRule: { staleAfterS: 60, offlineAfterS: 600 } },
  rotateProductSecret: { which: "productSecret", overlapHours: 168 },
  copyProduct: { name: "Press, second series", productKey: "press-2" },
  importProduct: {
    ...{ format: "gantry.product", version: 1, productKey: "press" },
    ...{ settings: { name: "Press" }, thingModel: MODEL },
  },
  putMapping: MAPPING,
  testMapping: {
    mapping: MAPPING,
    deviceName: "press-07",
    topic: "press/press-07/up",
    payload: '{"temperature":42.5}',
  },
  putThingModel: MODEL,
  importThingModel: MODEL,
  putThingModelDraft: MODEL,
  publishThingModel: { note: "Set point added", typeChanges: {} },
  rollBackThingModel: { version: 1, note: "The new firmware was withdrawn" },
  putRegisterMap: { points: [POINT] },
  importRegisterMap: { points: [POINT] },
  saveProductAsTemplate: {
    ...{ productKey: "press", name: "Press 40 t", family: "machine", maker: "Müller", makerModel: "P40" },
    ...{ note: "RS-485 on terminals 3 and 4", sources: [{ title: "P40 manual", revision: "2024-03" }] },
    verification: { unit: "P40 no. 17, firmware 2.3" },
    unit: { id: 1, serial: { baud: 9_600, parity: "even" } },
  },
  updateProductTemplate: { name: "Press 40 t, from 2024", note: "Firmware 2.3 or newer" },
  replaceProductTemplate: { productKey: "press", verification: { unit: "P40 no. 18, firmware 2.4" } },
  importProductTemplate: {
    ...{ format: "gantry.product", version: 1, productKey: "own-4fK29sLmQ7" },
    template: {
      ...{ id: "own-4fK29sLmQ7", family: "machine", maker: "Müller", makerModel: "P40" },
      ...{ note: "", sources: [] },
    },
    ...{ settings: { name: "Press 40 t" }, thingModel: MODEL },
  },
  createProductFromTemplate: { name: "Main meter", productKey: "main-meter", language: "en" },
  inferProperties: { devices: 20, hours: 24 },
  tryCalculation: {
    property: {
      ...{ identifier: "power", name: "Power", accessMode: "r", dataType: { type: "double", unit: "kW" } },
      calculated: { kind: "formula", formula: "voltage * current / 1000" },
    },
  },
  createDevice: { ...PRESS, name: "Press of hall B", groupId: null },
  createGroup: { name: "Hall B", kind: "site", parentId: null },
  updateGroup: { name: "Hall C" },
  createDeviceView: { name: "Silent presses", filter: { productKey: "press", notSeenForS: 3_600 } },
  updateDeviceView: { name: "Presses that are silent" },
  restoreDevices: { ids: [12, 13] },
  purgeDevices: { ids: [12] },
  updateDevice: { name: "Press of hall C", place: "Hall C, column 4", latitude: 31.23, longitude: 121.47 },
  bindChild: { productKey: "sensor", deviceName: "s-01" },
  putDeviceTags: { maker: "Müller", year: "2019" },
  applyDocument: {
    products: [{ productKey: "press", name: "Press", thingModel: MODEL }],
    devices: [PRESS],
  },
  setProperties: { params: { setpoint: 55.5 }, expiresInS: 3_600, waitMs: 2_000 },
  callService: { input: {}, timeoutS: 30 },
  sendRaw: { payload: "01 03 00 00", encoding: "hex" },
  changeDevices: { action: "disable", target: { filter: { productKey: "press" } }, dryRun: true },
  querySeries: {
    series: [{ ...PRESS, property: "temperature" }],
    ...DAY,
    interval: "1h",
    timeZone: "Asia/Shanghai",
  },
  replayDeadLetters: { target: "telemetry" },
  discardDeadLetters: { ids: [4, 5] },
  orderAccessRules: { ids: [2, 1] },
  updateAccessRule: { effect: "deny" },
  deleteRetained: { topic: "press/press-07/state" },
  addDeviceCredential: { kind: "token", name: "Spare controller" },
  rotateDeviceCredential: { kind: "secret", overlapHours: 24 },
  setDeviceAllowList: { networks: ["10.20.0.0/16"] },
  adoptUnknownDevice: { productKey: "press", deviceName: "press-08", isSecretSent: true },
  startImport: { columns: ["productKey", "deviceName", "group"], mode: "upsert", key: "name", dryRun: true },
  previewGeneratedDevices: PATTERN,
  generateDevices: PATTERN,
  tryLogin: { clientId: "press.press-07", username: "press-07&press", password: "change-me-please" },
  createLink: LINK,
  putLink: LINK,
  putSlave: { linkId: 1, unit: 17 },
  scanLink: { fromUnit: 1, toUnit: 32, timeoutMs: 200, bauds: [9_600, 19_200], parities: ["none", "even"] },
  readRegisters: { unit: 17, area: "input", address: 100, count: 10 },
  readDeviceRegisters: { identifiers: ["temperature"] },
  guessRegisters: { area: "input", samples: [{ address: 100, hex: "41BC 0000", shown: "23.5" }] },
  putModbusServer: {
    settings: { allowed: ["10.20.0.0/16"] },
    exposures: [
      { unit: 1, ...PRESS, point: { identifier: "temperature", area: "input", address: 0, type: "float32" } },
    ],
  },
};
