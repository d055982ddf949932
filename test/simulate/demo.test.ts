import { expect, test } from "bun:test";
import { startDemo } from "../../src/simulate/demo.ts";
import type { FactoryDocument } from "../../src/simulate/document.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { hasMosquitto, startMosquitto } from "../harness/mosquitto.ts";
import { until } from "../harness/until.ts";

test.if(hasMosquitto)("the demo applies its line first, then all of its devices report", async () => {
  await using broker = await startMosquitto();
  const applied: FactoryDocument[] = [];
  const demo = startDemo({
    clock: systemClock,
    language: "zh-CN",
    port: broker.port,
    secretOf: (productKey, deviceName) => `${productKey}/${deviceName ?? ""}`,
    apply: (document) => applied.push(document),
  });
  expect(applied.map(({ products, devices }) => [products.length, devices.length])).toEqual([[4, 12]]);
  expect(applied[0]?.products[0]?.name).toBe("液压机");
  await until(() => demo.stats().acked >= 12, "every device was acknowledged once");
  await demo.stop();
  expect(demo.stats()).toMatchObject({ connected: 0, refused: 0, lost: 0, dropped: 0 });
});
