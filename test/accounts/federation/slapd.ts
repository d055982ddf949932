// OpenLDAP as a peer: a directory of a plant on loopback, in clear text with StartTLS, and over TLS.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { issueAuthority, issueServer } from "../../../src/tls/issue.ts";
import { findFreePort } from "../../harness/mosquitto.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { until } from "../../harness/until.ts";

const find = (name: string) =>
  Bun.which(name) ?? (existsSync(`/usr/sbin/${name}`) ? `/usr/sbin/${name}` : undefined);
const SERVER = find("slapd");
const LOADER = find("slapadd");
export const hasSlapd = SERVER !== undefined && LOADER !== undefined;

export const BASE_DN = "dc=plant,dc=example";
export const READER_DN = `cn=reader,${BASE_DN}`;
export const READER_PASSWORD = "the reader's own";

/** Two people of whom one is in a group, two of one surname, one whose name would break a filter. */
const ENTRIES = `
dn: ${BASE_DN}
objectClass: dcObject
objectClass: organization
o: Plant
dc: plant

dn: ${READER_DN}
objectClass: simpleSecurityObject
objectClass: organizationalRole
cn: reader
userPassword: ${READER_PASSWORD}

dn: ou=people,${BASE_DN}
objectClass: organizationalUnit
ou: people

dn: uid=ann,ou=people,${BASE_DN}
objectClass: inetOrgPerson
uid: ann
cn: Ann
sn: Smith
userPassword: ann's password

dn: uid=bob,ou=people,${BASE_DN}
objectClass: inetOrgPerson
uid: bob
cn: Bob (night shift)
sn: Smith
userPassword: bob's password

dn: ou=groups,${BASE_DN}
objectClass: organizationalUnit
ou: groups

dn: cn=Gantry Admins,ou=groups,${BASE_DN}
objectClass: groupOfNames
cn: Gantry Admins
member: uid=ann,ou=people,${BASE_DN}
`;

export interface Directory extends AsyncDisposable {
  readonly url: string;
  readonly tlsUrl: string;
  /** Authority of its certificate. */
  readonly caPem: string;
}

function configOf(folder: string): string {
  return `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${folder}/slapd.pid
TLSCertificateFile ${folder}/server.pem
TLSCertificateKeyFile ${folder}/server.key
database mdb
suffix "${BASE_DN}"
directory ${folder}/db
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${READER_DN}" read by * none
`;
}

function run(command: readonly string[]): void {
  const done = Bun.spawnSync([...command], { stdout: "pipe", stderr: "pipe" });
  if (!done.success) throw new Error(`${command[0]}: ${done.stderr}`);
}

async function isListening(port: number): Promise<boolean> {
  try {
    (await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } })).end();
    return true;
  } catch {
    return false;
  }
}

/** With a certificate for `names`. */
export async function startSlapd(names = ["127.0.0.1"]): Promise<Directory> {
  if (SERVER === undefined || LOADER === undefined) throw new Error("slapd is not installed");
  const folder = makeTempFolder("slapd");
  const at = (name: string) => join(folder.path, name);
  run(["mkdir", at("db")]);
  const authority = await issueAuthority(Date.now());
  const pair = await issueServer({ authority, names, now: Date.now() });
  await Bun.write(at("server.pem"), pair.cert + authority.cert);
  await Bun.write(at("server.key"), pair.key);
  await Bun.write(at("slapd.conf"), configOf(folder.path));
  await Bun.write(at("entries.ldif"), ENTRIES);
  run([LOADER, "-f", at("slapd.conf"), "-l", at("entries.ldif")]);
  const [port, tlsPort] = [findFreePort(), findFreePort()];
  const [url, tlsUrl] = [`ldap://127.0.0.1:${port}`, `ldaps://127.0.0.1:${tlsPort}`];
  const child = Bun.spawn([SERVER, "-f", at("slapd.conf"), "-h", `${url} ${tlsUrl}`, "-d", "0"], {
    ...{ stdout: "ignore", stderr: "ignore" },
  });
  await until(async () => (await isListening(port)) && isListening(tlsPort), "slapd to listen");
  return {
    ...{ url, tlsUrl, caPem: authority.cert },
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
      folder[Symbol.dispose]();
    },
  };
}
