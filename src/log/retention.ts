// Which generations have to go: whole files, oldest first, by bytes and by age. Pure.

export interface GenerationFile {
  /** Seq of the first event that it holds or will hold; also its name. */
  readonly firstSeq: number;
  readonly path: string;
  readonly sizeBytes: number;
  /** When it was last written, UTC ms. */
  readonly changedAtMs: number;
}

/** The generations to remove, oldest first. The newest one, which is being written, always stays. */
export function findExpired<G extends GenerationFile>(
  generations: readonly G[],
  limits: { readonly retentionBytes: number; readonly retentionMs: number },
  nowMs: number,
): G[] {
  let sizeBytes = generations.reduce((sum, generation) => sum + generation.sizeBytes, 0);
  const expired: G[] = [];
  for (const generation of generations.slice(0, -1)) {
    const isTooOld = nowMs - generation.changedAtMs > limits.retentionMs;
    if (!isTooOld && sizeBytes <= limits.retentionBytes) break;
    expired.push(generation);
    sizeBytes -= generation.sizeBytes;
  }
  return expired;
}
