import { expect, test } from "bun:test";
import { byteStream } from "../../src/kit/byte-stream.ts";

function counting() {
  const seen = { begun: false, yielded: 0, ended: false };
  async function* source() {
    seen.begun = true;
    try {
      for (let i = 0; i < 3; i++) {
        seen.yielded += 1;
        yield Uint8Array.of(i);
      }
    } finally {
      seen.ended = true;
    }
  }
  return { seen, stream: byteStream(source()) };
}

test("all bytes in order, then the end", async () => {
  const { seen, stream } = counting();
  expect([...(await new Response(stream).bytes())]).toEqual([0, 1, 2]);
  expect(seen).toEqual({ begun: true, yielded: 3, ended: true });
});

test("nothing is made before it is asked for, and a reader that leaves ends the source", async () => {
  const { seen, stream } = counting();
  const reader = stream.getReader();
  expect(seen.begun).toBe(false);
  expect((await reader.read()).value).toEqual(Uint8Array.of(0));
  expect(seen.yielded).toBe(1);
  await reader.cancel();
  expect(seen.ended).toBe(true);
});

test("a source that fails makes the reader fail", async () => {
  async function* source() {
    yield Uint8Array.of(1);
    throw new Error("broken");
  }
  expect(new Response(byteStream(source())).bytes()).rejects.toThrow("broken");
});

test("over HTTP no more is made than the reader takes, and its leaving is noticed", async () => {
  const piece = new Uint8Array(1024 * 1024);
  let made = 0;
  const ended = Promise.withResolvers<void>();
  async function* endless() {
    try {
      for (;;) {
        made += 1;
        yield piece;
      }
    } finally {
      ended.resolve();
    }
  }
  await using server = Bun.serve({ port: 0, fetch: () => new Response(byteStream(endless())) });
  const leave = new AbortController();
  const response = await fetch(server.url, { signal: leave.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  leave.abort();
  await ended.promise;
  expect(made).toBeLessThan(200);
});
