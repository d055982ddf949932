/**
 * Bytes as a web stream that asks for more only when its reader does. When the reader leaves, the source is told to end
 * and its `finally` blocks run; a source that was never read is never begun.
 */
export function byteStream(source: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await source.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await source.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
