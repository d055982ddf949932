import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket as NetSocket, connect as openSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loginOf, type Run, type Step } from "./case.ts";
import { parseBytes, type SpecVersion } from "./notation.ts";
import { isSameAnswer } from "./packets.ts";

/** How long an answer is waited for, and how long silence is. */
const ANSWER_MS = 600;
const SILENCE_MS = 60;
const LONGEST_PLAY_MS = 5_000;

/** As test/access/mqtt/bench.ts limits ours. */
const CONFIG = ["allow_anonymous true", "max_inflight_messages 2", "max_queued_messages 3", "log_dest none"];

/** Whether a case can be played to a broker that is nothing but a broker. */
export function isPlayable({ one }: Run): boolean {
  const text = JSON.stringify(one);
  if (/"(settle|unavailable|reply|deliver|dismiss|refuses|hasAutoSubscription|isManual)"/.test(text))
    return false;
  if (/s'wrong'|forbidden/.test(text)) return false;
  return one.steps.reduce((sum, { advanceMs = 0 }) => sum + advanceMs, 0) <= LONGEST_PLAY_MS;
}

class Peer {
  readonly version: SpecVersion;
  readonly #socket: NetSocket;
  #received: Buffer = Buffer.alloc(0);
  isOpen = true;

  constructor(socket: NetSocket, version: SpecVersion) {
    this.#socket = socket;
    this.version = version;
    socket.setNoDelay(true);
    socket.on("data", (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
    socket.on("close", () => {
      this.isOpen = false;
    });
    socket.on("error", () => {});
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  hangUp(): void {
    this.#socket.destroy();
  }

  /** What came, once it is one of `answers` or it is certain that it will not be. */
  async take(answers: readonly Buffer[]): Promise<Buffer> {
    const isRight = () => answers.some((answer) => isSameAnswer(answer, this.#received, this.version));
    const isSilence = answers.every((answer) => answer.length === 0);
    if (isSilence) await Bun.sleep(SILENCE_MS);
    for (let leftMs = ANSWER_MS; !isRight() && leftMs > 0; leftMs -= 5) await Bun.sleep(5);
    const received = this.#received;
    this.#received = Buffer.alloc(0);
    return received;
  }

  async isClosedSoon(): Promise<boolean> {
    for (let leftMs = ANSWER_MS; this.isOpen && leftMs > 0; leftMs -= 5) await Bun.sleep(5);
    return !this.isOpen;
  }
}

/** Plays one case to a fresh Mosquitto; answers where it did something else. */
export async function playToMosquitto(run: Run): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "mosquitto-"));
  const port = await freePort();
  writeFileSync(join(folder, "m.conf"), [`listener ${port} 127.0.0.1`, ...CONFIG].join("\n"));
  const process = Bun.spawn(["mosquitto", "-c", join(folder, "m.conf")], {
    stdout: "ignore",
    stderr: "ignore",
  });
  try {
    await untilOpen(port);
    return await new Play(run, port).difference();
  } finally {
    process.kill();
    await process.exited;
    rmSync(folder, { recursive: true });
  }
}

class Play {
  readonly #run: Run;
  readonly #port: number;
  readonly #peers = new Map<string, Peer>();

  constructor(run: Run, port: number) {
    this.#run = run;
    this.#port = port;
  }

  async difference(): Promise<string | undefined> {
    const { one } = this.#run;
    try {
      const first: Step[] = one.login === undefined ? [] : [{ login: one.login }];
      for (const [at, step] of [...first, ...one.steps].entries()) {
        const why = await this.#step(step);
        if (why !== undefined) return `step ${at}: ${why}`;
      }
      const isClosed = (await this.#peers.get("a")?.isClosedSoon()) === true;
      if (one.isClosed === true && !isClosed) return "not closed";
      return isClosed && one.isClosed !== true ? "closed" : undefined;
    } finally {
      for (const peer of this.#peers.values()) peer.hangUp();
    }
  }

  async #step(step: Step): Promise<string | undefined> {
    const name = step.client ?? "a";
    if (step.login !== undefined) {
      const { as, send, expect } = loginOf(step.login, this.#run.version, name);
      const why = await this.#exchange(name, { send, expect }, as);
      if (why !== undefined) return why;
    }
    const why = await this.#exchange(name, step, this.#run.version);
    if (why !== undefined) return why;
    if (step.hangUp === true) {
      this.#peers.get(name)?.hangUp();
      this.#peers.delete(name);
      await Bun.sleep(SILENCE_MS);
    }
    if (step.advanceMs !== undefined) await Bun.sleep(step.advanceMs);
    if (step.isClosed !== true) return undefined;
    const isClosed = await this.#peers.get(name)?.isClosedSoon();
    this.#peers.delete(name);
    return isClosed === true ? undefined : "not closed";
  }

  async #exchange(name: string, step: Step, version: SpecVersion): Promise<string | undefined> {
    if (step.send !== undefined) {
      const bytes = parseBytes(step.send, version);
      const peer = this.#peers.get(name) ?? (await this.#open(bytes));
      this.#peers.set(name, peer);
      peer.send(bytes);
    }
    const peer = this.#peers.get(name);
    if (step.expect === undefined || peer === undefined) return undefined;
    const wanted = typeof step.expect === "string" ? [step.expect] : step.expect;
    const answers = wanted.map((text) => parseBytes(text, version));
    const received = await peer.take(answers);
    if (answers.some((answer) => isSameAnswer(answer, received, peer.version))) return undefined;
    return `${received.toString("hex")} for ${answers.map((answer) => answer.toString("hex")).join(" or ")}`;
  }

  async #open(first: Buffer): Promise<Peer> {
    const isFive = first.includes(Buffer.from("MQTT\x05"));
    return new Peer(await dial(this.#port), isFive ? "5" : "3.1.1");
  }
}

function dial(port: number): Promise<NetSocket> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}

async function untilOpen(port: number): Promise<void> {
  for (let left = 200; left > 0; left--) {
    try {
      (await dial(port)).destroy();
      return;
    } catch {
      await Bun.sleep(5);
    }
  }
  throw new Error("mosquitto does not start");
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}
