/**
 * Of TLS 1.2 the suites with forward secrecy and authenticated encryption, as BoringSSL takes them; by itself Bun also
 * takes CBC with SHA-1. TLS 1.3 has no others. Every browser of the last ten years speaks one of them.
 */
export const MODERN_SUITES = ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"]
  .flatMap((cipher) => [`ECDHE-ECDSA-${cipher}`, `ECDHE-RSA-${cipher}`])
  .join(":");
