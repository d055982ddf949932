import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { Say } from "../shell.ts";
import type { Finding } from "./finding.ts";

export interface CertificateQuestion {
  /** PEM file of the MQTT over TLS listener. */
  readonly file: string;
  /** True for a file that the operator gave; our own is made and renewed without anybody. */
  readonly isOperators: boolean;
  /** UTC ms. */
  readonly now: number;
  readonly say: Say;
}

const DAY_MS = 86_400_000;
const WARN_DAYS = 30;

/** How long is the certificate good? */
export function checkCertificate({ file, isOperators, now, say }: CertificateQuestion): Finding {
  const check = "tls.certificate";
  if (!existsSync(file)) {
    if (!isOperators)
      return { check, level: "ok", text: say("is made at the first start", "首次启动时自动生成") };
    return {
      check,
      level: "fail",
      text: say(`${file} does not exist`, `${file} 不存在`),
      fix: "mqtts.certFile",
    };
  }
  const expiresAt = readExpiry(file);
  if (expiresAt === undefined) {
    const fix = isOperators
      ? "mqtts.certFile"
      : say(`remove ${file}; a new one is made`, `删除 ${file} 后会重新生成`);
    return { check, level: "fail", text: say(`${file} is no certificate`, `${file} 不是有效证书`), fix };
  }
  const days = Math.floor((expiresAt - now) / DAY_MS);
  const text = say(`good for ${days} days`, `有效期还剩 ${days} 天`);
  if (days >= WARN_DAYS) return { check, level: "ok", text };
  const fix = isOperators
    ? say("have it renewed, then start Gantry again", "请续期后重启 Gantry")
    : say("start Gantry again; it renews its own", "重启 Gantry 即可自动续期");
  return { check, level: days < 0 ? "fail" : "warn", text, fix };
}

function readExpiry(file: string): number | undefined {
  try {
    return Date.parse(new X509Certificate(readFileSync(file)).validTo);
  } catch {
    return undefined;
  }
}
