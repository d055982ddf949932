import { join, resolve } from "node:path";
import type { Config } from "../config.ts";
import { checkCertificate } from "./doctor/certificate.ts";
import { describeFindings, type Finding } from "./doctor/finding.ts";
import { checkFolder } from "./doctor/folder.ts";
import { checkMachine } from "./doctor/machine.ts";
import { checkPort } from "./doctor/ports.ts";
import { checkTime, readTime } from "./doctor/time.ts";
import { isFolderLocked, readHolder } from "./lock-store.ts";
import { EXIT, type Say, type Shell, sayIn } from "./shell.ts";

export interface DoctorOptions {
  readonly config: Config;
  readonly isJson: boolean;
}

/** `gantry doctor`: what is wrong with this machine or the data folder, and what to do; code 1 when something must be mended. */
export async function doctor({ config, isJson }: DoctorOptions, shell: Shell): Promise<number> {
  const say = sayIn(config.language);
  const findings = await examine(config, say, shell);
  const isWell = findings.every((finding) => finding.level !== "fail");
  shell.out(isJson ? `${JSON.stringify({ ok: isWell, findings })}\n` : describeFindings(findings, say));
  return isWell ? EXIT.ok : EXIT.failed;
}

async function examine(config: Config, say: Say, { clock }: Shell): Promise<Finding[]> {
  const folder = resolve(config.data);
  const now = clock.now();
  const ownPid = isFolderLocked(folder) ? readHolder(folder)?.pid : undefined;
  const listeners = [
    { name: "http", ...config.http },
    { name: "mqtt", ...config.mqtt },
    { name: "mqtts", ...config.mqtts },
    { name: "mqtt-ws", ...config.mqttWs },
  ].filter((listener) => listener.enabled);
  const ports = await Promise.all(
    listeners.map(({ name, host, port }) => checkPort({ name, host, port, ownPid, say })),
  );
  const findings = [
    ...checkFolder({ folder, logMb: config.log.retentionMb, clock, say }),
    ...ports,
    ...checkTime({ ...readTime(), now, say }),
    ...checkMachine({
      maxConnections: [config.mqtt, config.mqtts, config.mqttWs].reduce(
        (sum, one) => sum + one.maxConnections,
        0,
      ),
      say,
    }),
  ];
  const { http, mqtts, mqttWs } = config;
  if (mqtts.enabled || (mqttWs.enabled && mqttWs.tls) || (http.enabled && http.tls)) {
    const given = config.mqtts.certFile;
    const file = given ?? join(folder, "tls", "server.pem");
    findings.push(checkCertificate({ file, isOperators: given !== undefined, now, say }));
  }
  return findings;
}
