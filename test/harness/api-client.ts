// A client of a running Gantry's API that keeps its session cookie, as a browser does.

export interface Answer {
  readonly status: number;
  /** Parsed when it is JSON, else the text; null when empty. Tests look into answers of every shape. */
  readonly body: ReturnType<typeof JSON.parse>;
  readonly headers: Headers;
}

export class ApiClient {
  #cookie = "";

  /** `origin` is `http://127.0.0.1:port`. */
  constructor(readonly origin: string) {}

  /** Of the session; empty before `signIn`. */
  get cookie(): string {
    return this.#cookie;
  }

  signIn(username: string, password: string): Promise<Answer> {
    return this.post("/session", { username, password });
  }

  get(path: string): Promise<Answer> {
    return this.send("GET", path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.send("POST", path, body);
  }

  put(path: string, body?: unknown): Promise<Answer> {
    return this.send("PUT", path, body);
  }

  patch(path: string, body?: unknown): Promise<Answer> {
    return this.send("PATCH", path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.send("DELETE", path);
  }

  /** `path` is below `/openapi/v1`. A Blob is sent as it is, anything else as JSON. */
  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.origin}/openapi/v1${path}`, {
      method,
      headers: {
        cookie: this.#cookie,
        ...(body === undefined
          ? {}
          : { "content-type": body instanceof Blob ? body.type : "application/json" }),
      },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
    });
    const cookie = response.headers.get("set-cookie");
    if (cookie !== null) this.#cookie = cookie.split(";")[0] ?? "";
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    const parsed = text === "" ? null : isJson ? JSON.parse(text) : text;
    return { status: response.status, body: parsed, headers: response.headers };
  }
}
