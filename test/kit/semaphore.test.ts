import { describe, expect, test } from "bun:test";
import { makeSemaphore } from "../../src/kit/semaphore.ts";

describe("makeSemaphore", () => {
  test("runs `slots` at once, lets some wait in order, turns the rest away", async () => {
    const semaphore = makeSemaphore(2, 1);
    const started: string[] = [];
    const gates = ["a", "b", "c", "d"].map((name) => ({ name, gate: Promise.withResolvers<void>() }));
    const outcomes = gates.map(({ name, gate }) =>
      semaphore.run(async () => {
        started.push(name);
        await gate.promise;
        return name;
      }),
    );
    expect(await outcomes[3]).toEqual({ isRun: false });
    expect(started).toEqual(["a", "b"]);
    gates[1]?.gate.resolve();
    expect(await outcomes[1]).toEqual({ isRun: true, value: "b" });
    gates[2]?.gate.resolve();
    expect(await outcomes[2]).toEqual({ isRun: true, value: "c" });
    expect(started).toEqual(["a", "b", "c"]);
    gates[0]?.gate.resolve();
    expect(await outcomes[0]).toEqual({ isRun: true, value: "a" });
  });

  test("a call that throws gives its slot back", async () => {
    const semaphore = makeSemaphore(1, 0);
    await expect(semaphore.run(() => Promise.reject(new Error("stop")))).rejects.toThrow("stop");
    expect(await semaphore.run(async () => 1)).toEqual({ isRun: true, value: 1 });
  });
});
