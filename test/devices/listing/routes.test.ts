import { expect, test } from "bun:test";
import { openRoom } from "../room.ts";

test("sorts, filters and pages; a cursor of another order is refused", async () => {
  const { call, make, devices, tags, clock } = openRoom();
  for (const name of ["b", "A", "c"]) {
    const device = make("plain", name);
    tags.replace(device, name === "c" ? {} : { line: "1", name });
    clock.advance(1);
  }
  devices.setPresence(devices.get("plain", "c").id, { state: "online", reason: "connected" });
  const names = async (query: string) => {
    const { body } = await call("GET", `/devices?${query}`, { role: "viewer" });
    return (body as { items: { deviceName: string }[] }).items.map((item) => item.deviceName);
  };
  expect(await names("sort=name")).toEqual(["A", "b", "c"]);
  expect(await names("sort=-name")).toEqual(["c", "b", "A"]);
  expect(await names("sort=state")).toEqual(["c", "b", "A"]);
  expect(await names("sort=-lastSeen&limit=1")).toEqual(["c"]);
  expect(await names("tag=line")).toEqual(["b", "A"]);
  expect(await names("tag=line&tag=name%3DA")).toEqual(["A"]);
  expect(await names("group=none&enabled=true&seenBefore=1")).toEqual(["b", "A"]);
  const first = await call("GET", "/devices?sort=-name&limit=2");
  const { nextCursor } = first.body as { nextCursor: string };
  expect(await names(`sort=-name&limit=2&cursor=${nextCursor}`)).toEqual(["A"]);
  expect((await call("GET", `/devices?sort=name&cursor=${nextCursor}`)).status).toBe(400);
  expect((await call("GET", "/devices?sort=name&limit=1&include=tags")).body).toMatchObject({
    items: [{ deviceName: "A", tags: { line: "1", name: "A" } }],
  });
  expect((await call("GET", "/devices?sort=colour")).status).toBe(400);
  expect((await call("GET", "/devices?gateway=gw/none")).status).toBe(404);
});
