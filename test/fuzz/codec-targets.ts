import { onenetLegacy } from "../../src/codec/onenet/legacy.ts";
import { onenet } from "../../src/codec/onenet/onenet.ts";
import { checkToken, makeOnenetLogin, readToken } from "../../src/codec/onenet/token.ts";
import { packBinary, packFields, packFloats, packFrame } from "../codec/onenet/frames.ts";
import { sampleContext } from "../codec/onenet/sample.ts";
import type { FuzzTarget } from "./target.ts";

const SECRET = "KuF3NT/jUBJ62LNBB/A8XZA9CqS3Cu79B/ABmfA1UCw=";
const secrets = { deviceSecret: SECRET, productSecret: "MTIzNA==" };

const token: FuzzTarget = {
  name: "onenet token",
  samples: [
    makeOnenetLogin({ productKey: "100", deviceName: "dn", deviceSecret: SECRET })?.password ?? "",
    "version=2018-10-31&res=products/100&et=1537255523&method=sha1&sign=lsaPSiiGvEFFjXu5WU7a6IkScqE=",
    "sign=%2B%&et=9998183737&method=hmacsha1&res=products%2F100&version=2022-05-01",
  ].map((text) => Buffer.from(text)),
  run: (chunks) => {
    const read = readToken(Buffer.concat([...chunks]).toString());
    if (!read.ok) return read.error;
    const use = { productKey: "100", deviceName: "dn", nowMs: 1_600_000_000_000 };
    return [read.value, checkToken(read.value, use, secrets)];
  },
};

const report: FuzzTarget = {
  name: "onenet $dp",
  samples: [
    packFrame(1, '{"datastreams":[{"id":"t","datapoints":[{"at":"2020-09-01 08:00:00","value":36.5}]}]}'),
    packBinary({ ds_id: "code", at: "2020-09-01 08:00:00" }, Buffer.from("abc")),
    packFrame(3, '{"temperature":22.5,"humidity":63}'),
    packFrame(4, '{"temperature":{"2020-09-01 08:00:00":22.5}}'),
    packFields([["temperature", "2020-09-01 08:00:00", "22.5"], ["102"], ["pm2.5", "89"]]),
    packFloats([
      [1, [22.5]],
      [2, [1, 2]],
    ]),
    packFloats([[1, [22.5]]], [20, 9, 1, 8, 0, 0]),
  ],
  run: (chunks) => {
    const decoded = onenetLegacy
      .route("$dp", "100", "dn")
      ?.decode(Buffer.concat([...chunks]), sampleContext("onenet-legacy", "warn"));
    return [decoded?.failure, decoded?.flags, decoded?.left, decoded?.events.length];
  },
};

const uplinks: FuzzTarget = {
  name: "onenet uplinks",
  samples: onenet.routes.map(({ example }) => Buffer.from(example)),
  run: (chunks) => {
    const payload = Buffer.concat([...chunks]);
    return [
      "thing/property/post",
      "thing/event/post",
      "thing/pack/post",
      "thing/sub/topo/add",
      "dp/post/json",
    ]
      .map((tail) => onenet.route(`$sys/100/dn/${tail}`, "100", "dn"))
      .map((route) => route?.decode(payload, sampleContext("onenet", "warn")))
      .map((decoded) => [decoded?.failure, decoded?.flags, decoded?.left, decoded?.reply]);
  },
};

/** Whole messages, not streams: what is looked for is an input that throws. */
export const CODEC_TARGETS: readonly FuzzTarget[] = [token, report, uplinks];
