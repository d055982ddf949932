import { expect, test } from "bun:test";
import { AbsentSessions } from "../../../../src/access/mqtt/broker/absent-sessions.ts";
import { Broker } from "../../../../src/access/mqtt/broker/broker.ts";
import { ClientSession } from "../../../../src/access/mqtt/broker/session.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";
import { BROKER_LIMITS } from "../bench.ts";
import { FakeLink, join } from "./fixtures.ts";

test("an owner's own oldest ends before anyone else's", () => {
  const absent = new AbsentSessions({ absentSessions: 4, ownerAbsentSessions: 2 });
  const surplus = (key: string) => {
    const session = new ClientSession(key);
    absent.add(session);
    const one = absent.surplus(session);
    if (one !== undefined) absent.delete(one);
    return one?.key;
  };
  expect(["d:1", "k:x:1", "k:x:2", "k:x:3", "k:x:4", "a:x:1", "d:2"].map(surplus)).toEqual([
    undefined,
    undefined,
    undefined,
    "k:x:1",
    "k:x:2",
    undefined,
    "d:1",
  ]);
  expect([...absent].map(({ key }) => key)).toEqual(["k:x:3", "k:x:4", "a:x:1", "d:2"]);
});

test("client ids that come and go push out no device; a stop of ours ends none", () => {
  const limits = { ...BROKER_LIMITS, absentSessions: 5, ownerAbsentSessions: 2 };
  const broker = new Broker({ clock: makeManualClock(), shelf: undefined, limits });
  const visit = (key: string, isOurs = false) => {
    const link = new FakeLink();
    broker.detach(join(broker, key, link, 100).session, link, isOurs);
  };
  visit("d:1");
  for (let i = 0; i < 10; i++) visit(`k:x:${i}`);
  expect([...broker.sessions.keys()]).toEqual(["d:1", "k:x:8", "k:x:9"]);
  visit("k:x:10", true);
  expect([...broker.sessions.keys()]).toEqual(["d:1", "k:x:8", "k:x:9", "k:x:10"]);
  broker.close();
});
