import { alink } from "../../src/codec/alink/alink.ts";
import { readLogin } from "../../src/codec/codec.ts";
import type { Dialect } from "../../src/codec/dialect.ts";
import { jetlinks } from "../../src/codec/jetlinks/jetlinks.ts";
import { readProvisioning } from "../../src/codec/thingsboard/provisioning.ts";
import { thingsboard } from "../../src/codec/thingsboard/thingsboard.ts";
import { yudao } from "../../src/codec/yudao/yudao.ts";
import { MODEL, makeContext } from "../codec/context.ts";
import type { FuzzTarget } from "./target.ts";

const OUTCOME = { failure: undefined, children: [], values: [], model: MODEL };
const NAMES: Readonly<Record<string, string>> = {
  productKey: "pk",
  deviceName: "dn",
  event: "over",
  childName: "a",
};

/** Every uplink topic of a dialect with the same bytes: what is looked for is an input that throws. */
function makeUplinks(dialect: Dialect): FuzzTarget {
  const routes = dialect.routes.filter(({ direction }) => direction === "up");
  const topics = routes.map(({ pattern }) => pattern.replace(/\{(\w+)\}/g, (_, name) => NAMES[name] ?? "1"));
  const context = makeContext(dialect.name, ["a"]);
  return {
    name: `${dialect.name} uplinks`,
    samples: [
      ...routes.map(({ example }) =>
        Buffer.from(example.replaceAll("{property}", "temp").replaceAll("{childName}", "a")),
      ),
      Buffer.from("{'id':1,'params':{'temp':[1e999,{}],},'a':{'temp':1}}"),
    ],
    run: (chunks) => {
      const payload = Buffer.concat([...chunks]);
      return topics.map((topic) => {
        const decoded = dialect.route(topic, "pk", "dn")?.decode(payload, context);
        const answer = decoded?.ask?.answer(OUTCOME)?.payload;
        return [decoded?.failure?.code, decoded?.flags.length, decoded?.left.length, decoded?.reply, answer];
      });
    },
  };
}

const logins: FuzzTarget = {
  name: "logins",
  samples: [
    ["c|authType=register,random=1,signmethod=hmacsha1|", "dn&pk", "00"],
    ["c|authType=regnwl,random=1|", "dn&pk", "00"],
    ["c|authType=connwl|", "dn&pk", "00"],
    ["pk.dn", "dn&pk", "0".repeat(64)],
    ["pk.dn|authType=register|", "dn&pk", "0".repeat(64)],
    ["dn", "admin|1544427400000", "2c954f4431c3c3c38515ebad75763c02"],
    ["provision", "provision", ""],
    ["x", "TOKEN", ""],
  ].map((parts) => Buffer.from(parts.join("\n"))),
  run: (chunks) => {
    const [clientId = "", username, password = ""] = Buffer.concat([...chunks])
      .toString()
      .split("\n");
    const claim = {
      clientId,
      username,
      password: new TextEncoder().encode(password),
      nowMs: 1_600_000_000_000,
    };
    const reading = readLogin(claim);
    const secrets = { deviceSecret: "s", productSecret: "p" };
    if (reading.kind === "login" || reading.kind === "name")
      return [reading.kind, reading.login.verify(secrets)];
    if (reading.kind === "registration") return [reading.claim.verify("p"), reading.claim.answer(secrets)];
    return reading;
  },
};

const provisioning: FuzzTarget = {
  name: "thingsboard provisioning",
  samples: [
    '{"deviceName":"A","provisionDeviceKey":"pk","provisionDeviceSecret":"ps"}',
    '{"provisionDeviceKey":"pk","provisionDeviceSecret":"ps","credentialsType":"ACCESS_TOKEN","token":"t"}',
  ].map((text) => Buffer.from(text)),
  run: (chunks) => {
    const claim = readProvisioning("/provision/request", Buffer.concat([...chunks]))?.claim;
    return claim?.ok ? [claim.value.deviceName, claim.value.verify("p")] : claim;
  },
};

export const DIALECT_TARGETS: readonly FuzzTarget[] = [
  ...[alink, yudao, thingsboard, jetlinks].map(makeUplinks),
  logins,
  provisioning,
];
