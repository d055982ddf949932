import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hostAddresses } from "../kit/host-addresses.ts";
import { type OwnTls, openGivenTls, openOwnTls } from "../tls/tls.ts";
import type { Setting, State } from "./setting.ts";

const DAY_MS = 86_400_000;

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** What TLS listeners are given. */
export interface TlsSource {
  files(): Pair;
  /** PEM of the authority of client certificates; undefined where the listener asks for none. */
  readonly clientCa: string | undefined;
  stop(): void;
}

/** What came of looking for a certificate: either, or neither where no listener needs one. */
export interface TlsAttempt {
  readonly source?: TlsSource;
  readonly error?: unknown;
}

/** For the listeners that need a certificate; why there is none is told and kept for them. */
export async function tryTls(
  setting: Setting,
  state: State,
  onChange: (pair: Pair) => void,
): Promise<TlsAttempt> {
  const { http, mqtts, mqttWs } = setting.config;
  const isNeeded = mqtts.enabled || (mqttWs.enabled && mqttWs.tls) || (http.enabled && http.tls);
  if (!isNeeded) return {};
  try {
    return { source: await openTlsSource(setting, state, onChange) };
  } catch (error) {
    setting.lines.error("no certificate for TLS", { error });
    return { error };
  }
}

/**
 * The operator's certificate, or one of our own authority that is renewed in time. `onChange` is told each new pair.
 * Throws when there is none to be had, or when what was given cannot be used.
 */
async function openTlsSource(
  setting: Setting,
  state: State,
  onChange: (pair: Pair) => void,
): Promise<TlsSource> {
  const { certFile, keyFile, clientCa } = setting.config.mqtts;
  const given = certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile };
  const own = given === undefined || clientCa === "own" ? await openOwn(setting, state) : undefined;
  const source =
    given === undefined
      ? keepRenewed(setting, own as OwnTls, onChange)
      : openGivenTls({ ...setting, ...given, onChange });
  state.tlsExpiresAt = source.expiresAt;
  const ca = clientCa === undefined || clientCa === "own" ? clientCa && own?.caPem : readAuthority(clientCa);
  return { files: source.files, clientCa: ca, stop: source.stop };
}

/** Throws when the file holds no certificate: a listener would ask for one that nobody can have. */
function readAuthority(path: string): string {
  const pem = readFileSync(path, "utf8");
  new X509Certificate(pem);
  return pem;
}

interface Source {
  files(): Pair;
  expiresAt(): number;
  stop(): void;
}

async function openOwn({ config, clock }: Setting, state: State): Promise<OwnTls> {
  const own = await openOwnTls({ dir: join(config.data, "tls"), clock, hosts: hostAddresses() });
  state.caPem = own.caPem;
  const { mqtts } = config;
  if (mqtts.enabled && mqtts.clientCa === "own") state.issueClient = (name) => own.issueClient(name);
  return own;
}

function keepRenewed({ clock, lines }: Setting, own: OwnTls, onChange: (pair: Pair) => void): Source {
  const renew = async () => {
    if (await own.renewWhenDue()) onChange(own.files());
  };
  const renewal = clock.every(DAY_MS, () => {
    renew().catch((error) => lines.error("the certificate cannot be renewed", { error }));
  });
  return { files: () => own.files(), expiresAt: () => own.expiresAt(), stop: () => renewal.cancel() };
}
