import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { LegacyKeySchema, readLegacyKey } from "../../../src/accounts/keys/legacy-key.ts";
import { InvalidRequest } from "../../../src/http/http.ts";

const productOf = (deviceName: string) => (deviceName === "p1" ? "pump" : undefined);
const read = (body: object) => readLegacyKey(v.parse(LegacyKeySchema, body), productOf);

describe("OneNET's legacy key", () => {
  test("becomes actions within devices and streams", () => {
    const resources = [{ dev_id: "p1" }, { dev_id: "p1", ds_id: "temp" }];
    expect(read({ title: "app", permissions: [{ resources, access_methods: ["get", "put"] }] })).toEqual({
      ...{ name: "app", actions: ["read", "write", "command"] },
      scopes: [
        { kind: "device", productKey: "pump", deviceName: "p1" },
        { kind: "property", productKey: "pump", deviceName: "p1", identifier: "temp" },
      ],
    });
  });

  test("of a named product takes numbers as device names, and no resource for all of it", () => {
    const permissions = [
      { resources: [{ dev_id: 2016617 }], access_methods: ["get"] },
      { access_methods: ["get"] },
    ];
    expect(read({ title: "app", productKey: "fan", permissions })).toEqual({
      ...{ name: "app", actions: ["read"] },
      scopes: [
        { kind: "device", productKey: "fan", deviceName: "2016617" },
        { kind: "product", productKey: "fan" },
      ],
    });
  });

  test.each<[string, object[]]>([
    [
      "permissions",
      [{ access_methods: ["get"] }, { resources: [{ dev_id: "p1" }], access_methods: ["put"] }],
    ],
    ["permissions[0].resources", [{ access_methods: ["get"] }]],
    ["permissions[0].resources[0].dev_id", [{ resources: [{ dev_id: "none" }], access_methods: ["get"] }]],
    ["permissions[0].resources[0]", [{ resources: [{ ds_id: "temp" }], access_methods: ["get"] }]],
    ["permissions[0].resources[0]", [{ resources: [{}], access_methods: ["get"] }]],
  ])("that would become wider is refused at %s", (path, permissions) => {
    let refused: unknown;
    try {
      read({ title: "app", permissions });
    } catch (error) {
      refused = error;
    }
    expect(refused instanceof InvalidRequest && refused.problems[0]?.path).toBe(path);
  });
});
