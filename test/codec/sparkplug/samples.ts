/** Payloads as the reference encoder (Eclipse Tahu, sparkplug-payload 1.0.3) writes them; hexadecimal. */
export const SAMPLES = {
  /** seq 0; bdSeq 3, Node Control/Rebirth, temp (alias 1) 21.4, Line 1/count (alias 2) 2^64 - 1, on (alias 3) true. */
  nbirth:
    "088080babbc82e120b0a05626453657120085803121a0a144e6f646520436f6e74726f6c2f52656269727468200b7000120f0a0474656d7010012009653333ab41121d0a0c4c696e6520312f636f756e741002200858ffffffffffffffffff01120a0a026f6e1003200b70011800",
  /** A second later, seq 1; alias 1: -3.5. */
  ndata: "08e887babbc82e12091001200965000060c01801",
  /** seq 7; one metric of each type. */
  types:
    "088080babbc82e120c0a026938200150f8ffffff0f120d0a03693136200250c0f3ffff0f120d0a0369333220035080bcecff0f12120a036936342004588080808080808080800112090a027538200550ff01120b0a03753136200650ffff03120d0a03753332200758ffffffff0f120a0a0166200965cdcccc3d120e0a0164200a699a9999999999b93f120d0a0173200c7a06e6b8a9e5baa6120f0a047768656e200d588080babbc82e120b0a016220118201030102ff120a0a046e6f6e652003380112120a036f6c6418a0abb6bbc82e20032801500512300a0373657420108a012608021201611201621803180c22090a0208010a03320178220d0a0608feffffff0f0a0332017912220a0374706c20139201180a0131120a0a0372706d200350aa0b22056d6f746f7228001807",
  /** Node Control/Rebirth true. */
  rebirth: "088080babbc82e12210a144e6f646520436f6e74726f6c2f52656269727468188080babbc82e200b7001",
  /** bdSeq 3. */
  ndeath: "088080babbc82e120b0a05626453657120085803",
  /** seq 3; temp 70.25. */
  ddata: "088080babbc82e12110a0474656d70200a6900000000009051401803",
} as const;

export function sample(name: keyof typeof SAMPLES): Uint8Array {
  return Uint8Array.from(Buffer.from(SAMPLES[name], "hex"));
}

/** The sample as if it were sent at `nowMs`: a payload begins with its time, a varint of six bytes. */
export function sampleAt(name: keyof typeof SAMPLES, nowMs: number): Uint8Array {
  const bytes = sample(name);
  for (let at = 1, rest = nowMs; at <= 6; at++, rest = Math.floor(rest / 128))
    bytes[at] = (rest % 128) | (at < 6 ? 0x80 : 0);
  return bytes;
}
