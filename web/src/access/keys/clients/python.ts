// For Python 3.7 and later, with nothing to install.

import type { SigningClient } from "./signing-client.ts";

export function pythonClient({ origin, keyId, signingKey, target }: SigningClient): string {
  return String.raw`# Save as gantry.py; python3 gantry.py
import base64, hashlib, hmac, json, secrets, time, urllib.request

ORIGIN = "${origin}"
KEY_ID = "${keyId}"
SIGNING_KEY = bytes.fromhex("${signingKey}")


def base64_of(data):
    return base64.b64encode(data).decode()


def call(method, target, body=None):
    path, _, query = target.partition("?")
    fields = {"@method": method, "@path": path, "@query": "?" + query}
    data = None if body is None else json.dumps(body).encode()
    if data is not None:
        fields["content-type"] = "application/json"
        fields["content-digest"] = "sha-256=:" + base64_of(hashlib.sha256(data).digest()) + ":"
    names = " ".join('"%s"' % name for name in fields)
    params = '(%s);created=%d;nonce="%s";keyid="%s"' % (names, time.time(), secrets.token_hex(12), KEY_ID)
    lines = ['"%s": %s' % field for field in fields.items()] + ['"@signature-params": ' + params]
    signature = hmac.new(SIGNING_KEY, "\n".join(lines).encode(), hashlib.sha256).digest()
    headers = {name: value for name, value in fields.items() if not name.startswith("@")}
    headers["Signature-Input"] = "sig=" + params
    headers["Signature"] = "sig=:" + base64_of(signature) + ":"
    request = urllib.request.Request(ORIGIN + target, data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    return json.loads(text) if text else None


print(call("GET", "${target}"))`;
}
