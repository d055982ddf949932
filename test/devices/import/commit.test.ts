import { expect, test } from "bun:test";
import { commitPlans, type PendingTags } from "../../../src/devices/import/commit.ts";
import { EVERYTHING } from "../../harness/room-api.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { openImporting } from "./fixture.ts";

test("devices and the place reached are one; tags follow with the next portion", async () => {
  using folder = makeTempFolder("commit");
  const room = openImporting(folder.path);
  const saved: PendingTags[] = [];
  let result = "";
  let isBroken = false;
  const ports = {
    actor: "ann",
    reach: EVERYTHING,
    count: () => {},
    result: (text: string) => {
      result += text;
    },
    save(pending: PendingTags) {
      if (isBroken) throw new Error("no room");
      saved.push(pending);
    },
  };
  const draft = { productKey: "press", deviceName: "P1" };
  const plan = { action: "create", draft, group: ["A"], tags: { a: "1" } } as const;
  const pending = commitPlans({ plans: [plan], pending: [] }, room, ports);
  const device = room.devices.get("press", "P1");
  expect(pending).toEqual([["press", "P1", { a: "1" }]]);
  expect([room.tags.of(device), result]).toEqual([{}, `press,P1,${device.deviceSecret}\r\n`]);
  isBroken = true;
  const next = { ...plan, draft: { ...draft, deviceName: "P2" } };
  expect(() => commitPlans({ plans: [next], pending }, room, ports)).toThrow("no room");
  expect([room.devices.find("press", "P2"), room.tags.of(device)]).toEqual([undefined, {}]);
  isBroken = false;
  expect(commitPlans({ plans: [], pending }, room, ports)).toEqual([]);
  expect([room.tags.of(device), saved]).toEqual([{ a: "1" }, [pending, []]]);
  await room.close();
});
