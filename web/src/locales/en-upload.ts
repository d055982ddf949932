// English: files on their way to the server.

export const en = {
  upload: {
    sending: "Uploading",
    sendingName: "Uploading {{name}}",
    of: "{{sent}} of {{total}} ({{percent}}%)",
    reading: "Uploaded; the server is reading the file …",
    stop: "Cancel upload",
  },
};
