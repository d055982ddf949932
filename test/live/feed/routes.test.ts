import { expect, test } from "bun:test";
import { report, stateChange } from "../../harness/sample-events.ts";
import { until } from "../../harness/until.ts";
import { eventsIn, openFeedServer, readMessages, seqsIn } from "./rig.ts";

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

test("from the oldest on, in order, and on from any place of it without a hole or a repetition", async () => {
  await using rig = await openFeedServer();
  for (let i = 0; i < 5; i++) await rig.append(report({ t: i }), report({ t: i }));
  const whole = await readMessages(
    await fetch(`${rig.url}?after=oldest`),
    (all) => eventsIn(all).length === 10,
  );
  expect(seqsIn(whole)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const fourth = eventsIn(whole)[3]?.position ?? "";
  const rest = async (init: RequestInit, query: string) =>
    seqsIn(await readMessages(await fetch(`${rig.url}${query}`, init), (all) => eventsIn(all).length === 6));
  expect(await rest({}, `?after=${fourth}`)).toEqual([5, 6, 7, 8, 9, 10]);
  // As an EventSource comes back.
  expect(await rest({ headers: { "last-event-id": fourth } }, "?after=oldest")).toEqual([5, 6, 7, 8, 9, 10]);
});

test("by default only what comes from now on, after a first word that it stands", async () => {
  await using rig = await openFeedServer();
  await rig.append(report({ t: 1 }));
  const response = await fetch(rig.url);
  const reading = readMessages(response, (all) => eventsIn(all).length === 1);
  await until(() => rig.feed.stats().clients === 1, "the reader");
  const seq = await rig.append(report({ t: 2 }));
  const messages = await reading;
  expect(messages.map(({ name }) => name)).toEqual(["position", "property"]);
  expect(seqsIn(messages)).toEqual([seq]);
});

test.each([
  ["kinds=state", [3]],
  ["kinds=state,property&devices=pk/d2", [2, 3]],
  ["devices=pk/d1", [1, 4]],
  ["products=other", []],
  ["group=1", [2, 3]],
  ["properties=p", [2, 3, 4]],
])("%s lets through %p", async (query, seqs) => {
  await using rig = await openFeedServer();
  await rig.append(
    report({ t: 1 }),
    report({ p: 1 }, { deviceId: 2 }),
    stateChange("online", { deviceId: 2 }),
    report({ p: 2, t: 3 }),
  );
  const response = await fetch(`${rig.url}?after=oldest&${query}`);
  const reading = readMessages(
    response,
    (all) => seqsIn(all).length >= seqs.length + (query === "products=other" ? 0 : 0),
  );
  const messages = await reading;
  expect(seqsIn(messages)).toEqual(seqs);
  if (query !== "properties=p") return;
  expect(eventsIn(messages).at(-1)?.data.points).toMatchObject([{ property: "p", value: 2 }]);
});

test("what cannot be is refused before the stream begins", async () => {
  await using rig = await openFeedServer({ clientLimit: 0 });
  for (const [query, code] of [
    ["after=other.5", "position_unknown"],
    ["after=5", "position_unknown"],
    ["group=9", "not_found"],
    ["kinds=nothing", "invalid_request"],
    ["devices=pk", "invalid_request"],
    ["after=newest", "too_many_connections"],
  ])
    expect([query, await codeOf(await fetch(`${rig.url}?${query}`))]).toEqual([query, code]);
});

test("the same over a WebSocket; leaving frees the place", async () => {
  await using rig = await openFeedServer();
  await rig.append(report({ t: 1 }), report({ t: 2n ** 60n }));
  const socket = new WebSocket(`ws://${rig.path}?after=oldest`);
  const messages: { name: string; data: { seq: number; points: { value: unknown }[] } }[] = [];
  socket.onmessage = ({ data }) => void messages.push(JSON.parse(String(data)));
  await until(() => messages.length === 3, "three messages");
  expect(messages.map(({ name, data }) => [name, data.seq])).toEqual([
    ["position", undefined as never],
    ["property", 1],
    ["property", 2],
  ]);
  expect(messages[2]?.data.points[0]?.value).toBe(String(2n ** 60n));
  socket.close();
  await until(() => rig.feed.stats().clients === 0, "the place to be free");
});

test("another site's page gets no WebSocket", async () => {
  await using rig = await openFeedServer();
  const headers = {
    ...{ upgrade: "websocket", connection: "Upgrade", "sec-websocket-version": "13" },
    ...{ "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", origin: "http://evil.example" },
  };
  const response = await fetch(rig.url, { headers });
  expect([response.status, await codeOf(response)]).toEqual([403, "origin_mismatch"]);
});
