import { expect, test } from "bun:test";
import { CountingListener } from "../../src/net/listener.ts";
import { ACCEPT_OPTIONS } from "./websocket-peer.ts";

class Sample extends CountingListener {
  host = "127.0.0.1";
  port = 1;
  replaceTls(): void {}
  stop(): void {}
  count(): void {
    this.context.connections = 1;
    this.context.connectionsTotal = 2;
    this.context.bytesIn = 3;
    this.context.bytesOut = 4;
  }
}

test("shows what its connections counted", () => {
  const listener = new Sample(ACCEPT_OPTIONS, true);
  listener.count();
  const { connections, connectionsTotal, bytesIn, bytesOut, isTls } = listener;
  expect({ connections, connectionsTotal, bytesIn, bytesOut, isTls }).toEqual({
    connections: 1,
    connectionsTotal: 2,
    bytesIn: 3,
    bytesOut: 4,
    isTls: true,
  });
});
