// Clients that sign requests by RFC 9421, to be pasted and run: each signs method, path, query and body.

export interface SigningClient {
  /** `http://plant:8080`. */
  readonly origin: string;
  readonly keyId: string;
  /** Hex. */
  readonly signingKey: string;
  /** What they ask for unless told otherwise, with its query: `/openapi/v1/devices?limit=5`. */
  readonly target: string;
}
