import { expect, test } from "bun:test";
import { makeNotices } from "../../src/ingest/ingest.ts";
import { openGatewayWorld } from "./world.ts";

test("a connected gateway is told in its dialect; others are not", () => {
  const { sessions, sent, gateway, bind, make } = openGatewayWorld();
  const [child] = bind("c1");
  if (!child) throw new Error("one child");
  const notices = makeNotices(sessions);
  notices.tell(gateway, child, "disabled");
  notices.tell(gateway, child, "unbound");
  notices.tell(make("gw", "away"), child, "unbound");
  notices.tell(undefined, child, "unbound");
  expect(sent).toEqual([
    {
      topic: "/sys/sub/c1/thing/disable",
      payload: '{"id":"1","version":"1.0","params":{},"method":"thing.disable"}',
    },
    {
      topic: "/sys/gw/g1/thing/topo/change",
      payload:
        '{"id":"2","version":"1.0","params":{"status":1,"subList":[{"productKey":"sub","deviceName":"c1"}]},"method":"thing.topo.change"}',
    },
  ]);
});
