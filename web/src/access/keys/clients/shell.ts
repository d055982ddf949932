// For a POSIX shell with curl and openssl.

import type { SigningClient } from "./signing-client.ts";

export function shellClient({ origin, keyId, signingKey, target }: SigningClient): string {
  return String.raw`#!/bin/sh
# Save as gantry.sh; sh gantry.sh, or sh gantry.sh METHOD PATH [BODY]
set -eu
origin='${origin}'
key_id='${keyId}'
signing_key='${signingKey}'
[ $# -gt 0 ] || set -- GET '${target}'
method=$1
target=$2
body=''
[ $# -lt 3 ] || body=$3

path=$(printf '%s' "$target" | cut -d '?' -f 1)
query="?$(printf '%s' "$target" | cut -s -d '?' -f 2-)"
fields='"@method" "@path" "@query"'
text=$(printf '"@method": %s\n"@path": %s\n"@query": %s' "$method" "$path" "$query")
set -- -X "$method"
if [ -n "$body" ]; then
  digest="sha-256=:$(printf '%s' "$body" | openssl dgst -sha256 -binary | openssl base64 -A):"
  fields="$fields \"content-type\" \"content-digest\""
  text=$(printf '%s\n"content-type": application/json\n"content-digest": %s' "$text" "$digest")
  set -- "$@" -H 'Content-Type: application/json' -H "Content-Digest: $digest" --data-raw "$body"
fi
input="($fields);created=$(date +%s);nonce=\"$(openssl rand -hex 12)\";keyid=\"$key_id\""
signature=$(printf '%s\n"@signature-params": %s' "$text" "$input" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$signing_key" -binary | openssl base64 -A)
curl -sS -g "$@" -H "Signature-Input: sig=$input" -H "Signature: sig=:$signature:" "$origin$target"`;
}
