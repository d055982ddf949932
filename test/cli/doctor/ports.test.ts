import { describe, expect, test } from "bun:test";
import { checkPort, explainBind, findHolder, listeningInodes } from "../../../src/cli/doctor/ports.ts";
import { sayIn } from "../../../src/cli/shell.ts";

const say = sayIn("en");
const question = { name: "mqtt", host: "127.0.0.1", port: 0, ownPid: undefined, say };

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:075B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1111 1 0 100
   1: 0100007F:075B 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 2222 1 0 100
   2: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3333 1 0 100
`;

test("the kernel's table gives the inodes that listen on a port", () => {
  expect(listeningInodes(TABLE, 1883)).toEqual(["1111"]);
  expect(listeningInodes(TABLE, 8080)).toEqual(["3333"]);
  expect(listeningInodes(TABLE, 9)).toEqual([]);
});

describe("a port", () => {
  const listen = () => Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });

  test("that is to be picked, free, taken, or ours already", async () => {
    const server = listen();
    const { port } = server;
    expect(findHolder(port)?.pid).toBe(process.pid);
    expect((await checkPort({ ...question, port })).level).toBe("fail");
    expect(await checkPort({ ...question, port, ownPid: process.pid })).toEqual({
      check: "port.mqtt",
      level: "ok",
      text: `127.0.0.1:${port} is held by this folder's Gantry`,
    });
    server.stop(true);
    expect((await checkPort(question)).text).toBe("a free port is picked");
    expect((await checkPort({ ...question, port })).text).toBe(`127.0.0.1:${port} is free`);
  });

  test("on an address that this machine does not have", async () => {
    const finding = await checkPort({ ...question, host: "192.0.2.1", port: 1883 });
    expect([finding.level, finding.text]).toEqual(["fail", "cannot listen on 192.0.2.1 (EADDRNOTAVAIL)"]);
  });

  test("that needs a right", () => {
    expect(explainBind("EACCES", { ...question, port: 80 }).text).toBe("this user may not listen on port 80");
  });
});
