import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { cSnippet } from "../../web/src/devices/snippets/c.ts";
import {
  type Connection,
  readSign,
  reportOf,
  sampleParams,
} from "../../web/src/devices/snippets/connection.ts";
import { espIdfSnippet } from "../../web/src/devices/snippets/esp-idf.ts";
import { mosquittoSnippet } from "../../web/src/devices/snippets/mosquitto.ts";
import { nodeSnippet } from "../../web/src/devices/snippets/node.ts";
import { pythonSnippet } from "../../web/src/devices/snippets/python.ts";

const connection = (change: Partial<Connection> = {}): Connection => ({
  host: "10.0.0.5",
  port: 1883,
  isTls: false,
  productKey: "pk",
  deviceName: "d'1",
  deviceSecret: "s3cr'et\\",
  login: { clientId: "pk.d'1", username: "d'1&pk", password: "s3cr'et\\" },
  sign: undefined,
  ...reportOf("plain", { productKey: "pk", deviceName: "d'1" }, sampleParams(undefined)),
  ...change,
});

describe("programs to paste", () => {
  test("the shell sees exactly the words that were meant", async () => {
    const script = mosquittoSnippet(connection()).replace("mosquitto_pub", "printf '%s\\n'");
    const lines = (await Bun.$`sh -c ${script}`.text()).trim().split("\n");
    expect(lines).toEqual([
      ...["-h", "10.0.0.5", "-p", "1883", "-V", "mqttv311", "-q", "1"],
      ...["-i", "pk.d'1", "-u", "d'1&pk", "-P", "s3cr'et\\"],
      ...["-t", "/sys/pk/d'1/thing/event/property/post"],
      ...[
        "-m",
        '{"id":"1","version":"1.0","params":{"temperature":25.5},"method":"thing.event.property.post"}',
      ],
    ]);
  });

  test("JavaScript and its literals parse", () => {
    const sign = readSign("pk.d|securemode=3,signmethod=hmacsha1,timestamp=789|", "pk", "d");
    for (const program of [nodeSnippet(connection()), nodeSnippet(connection({ sign }))]) {
      expect(() => new Bun.Transpiler({ loader: "js" }).transformSync(program)).not.toThrow();
    }
  });

  test("the signed text is Alink's; the known vector comes out", () => {
    const sign = readSign("12345|securemode=3,signmethod=hmacsha1,timestamp=789,|", "pk", "device");
    expect(sign).toEqual({
      method: "hmacsha1",
      content: "clientId12345deviceNamedeviceproductKeypktimestamp789",
    });
    const made = createHmac("sha1", "secret")
      .update(sign?.content ?? "")
      .digest("hex");
    expect(made.toUpperCase()).toBe("FAFD82A3D602B37FB0FA8B7892F24A477F851A14");
    expect(readSign("no pipes", "pk", "d")).toBeUndefined();
  });

  test("a signing program carries the secret and the text, a plain one the password", () => {
    const sign = { method: "hmacsha256", content: "clientIdXdeviceNameY" };
    for (const write of [pythonSnippet, nodeSnippet, cSnippet]) {
      const signed = write(
        connection({
          sign,
          deviceSecret: "SECRET",
          login: { clientId: "c", username: "u", password: "GIVEN" },
        }),
      );
      expect([signed.includes("SECRET"), signed.includes(sign.content), signed.includes("GIVEN")]).toEqual([
        true,
        true,
        false,
      ]);
      const plain = write(connection({ login: { clientId: "c", username: "u", password: "GIVEN" } }));
      expect([plain.includes("GIVEN"), plain.includes("hmac")]).toEqual([true, false]);
    }
  });

  test("an ESP32 is told all of the login, and trusts the authority where it connects by TLS", () => {
    const plain = espIdfSnippet(connection());
    for (const line of [
      '.broker.address.uri = "mqtt://10.0.0.5:1883",',
      '.credentials.client_id = "pk.d\'1",',
      '.credentials.username = "d\'1&pk",',
      '.credentials.authentication.password = "s3cr\'et\\\\",',
      '"/sys/pk/d\'1/thing/event/property/post",',
      '"{\\"id\\":\\"1\\",',
    ])
      expect(plain).toContain(line);
    expect([plain.includes("CA"), plain.includes("EMBED_TXTFILES")]).toEqual([false, false]);
    const login = { clientId: "any", username: "token", password: "" };
    const tls = espIdfSnippet(connection({ isTls: true, port: 8883, login }));
    for (const line of [
      '.broker.address.uri = "mqtts://10.0.0.5:8883",',
      ".broker.verification.certificate = CA,",
      'EMBED_TXTFILES "gantry-ca.pem"',
      'asm("_binary_gantry_ca_pem_start")',
    ])
      expect(tls).toContain(line);
    expect(tls).not.toContain('password = ""');
  });

  test("the sample report is one that its thing model allows", () => {
    const params = sampleParams({
      properties: [
        {
          identifier: "a",
          name: "A",
          accessMode: "r",
          required: false,
          dataType: { type: "int", min: 3, max: 4 },
        },
        {
          identifier: "b",
          name: "B",
          accessMode: "r",
          required: false,
          dataType: { type: "enum", items: { "-1": "x" } },
        },
        { identifier: "c", name: "C", accessMode: "r", required: false, dataType: { type: "bool" } },
        { identifier: "d", name: "D", accessMode: "r", required: false, dataType: { type: "float" } },
        {
          identifier: "e",
          name: "E",
          accessMode: "r",
          required: true,
          dataType: { type: "array", size: 3, item: { type: "text" } },
        },
      ],
      events: [],
      services: [],
    });
    expect(params).toEqual({ a: 4, b: -1, c: 1, e: ["abc"] });
  });

  test.each([
    ["onenet", "$sys/pk/d/thing/property/post", '{"id":"1","version":"1.0","params":{"t":{"value":1}}}'],
    ["thingsboard", "v1/devices/me/telemetry", '{"t":1}'],
    ["jetlinks", "/pk/d/properties/report", '{"messageId":"1","properties":{"t":1}}'],
    [
      "yudao",
      "/sys/pk/d/thing/property/post",
      '{"id":"1","version":"1.0","method":"thing.property.post","params":{"t":1}}',
    ],
  ] as const)("a report as %s writes it", (dialect, topic, payload) => {
    expect(reportOf(dialect, { productKey: "pk", deviceName: "d" }, { t: 1 })).toEqual({ topic, payload });
  });
});
