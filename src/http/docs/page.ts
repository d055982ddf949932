// The readable page over the API document: Swagger UI from files inside the executable, no other host asked.

import favicon from "swagger-ui-dist/favicon-32x32.png" with { type: "file" };
import style from "swagger-ui-dist/swagger-ui.css" with { type: "file" };
import bundle from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "file" };
import { makeRouter, type Router } from "../actor.ts";

export const DOCUMENT_PATH = "/openapi/v1/openapi.json";
const PAGE_PATH = "/openapi/docs";

const FILES = new Map([
  ["swagger-ui.css", { path: style, type: "text/css; charset=utf-8" }],
  ["swagger-ui-bundle.js", { path: bundle, type: "text/javascript; charset=utf-8" }],
  ["favicon.png", { path: favicon, type: "image/png" }],
]);

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gantry API</title>
<link rel="icon" href="${PAGE_PATH}/favicon.png">
<link rel="stylesheet" href="${PAGE_PATH}/swagger-ui.css">
</head>
<body>
<noscript>This page needs JavaScript; the document itself is at <a href="${DOCUMENT_PATH}">${DOCUMENT_PATH}</a>.</noscript>
<div id="page"></div>
<script src="${PAGE_PATH}/swagger-ui-bundle.js"></script>
<script src="${PAGE_PATH}/start.js"></script>
</body>
</html>
`;

/** A file of its own, because the content security policy allows no script inside a page. */
const START = `SwaggerUIBundle({
  url: "${DOCUMENT_PATH}",
  dom_id: "#page",
  deepLinking: true,
  docExpansion: "list",
  tryItOutEnabled: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
`;

/** The document and its page; `makeDocument` runs once, at the first request. */
export function docsRoutes(makeDocument: () => Promise<unknown>): Router {
  let text: Promise<string> | undefined;
  const router = makeRouter();
  router.get(DOCUMENT_PATH, async (c) => {
    text ??= makeDocument().then((document) => JSON.stringify(document));
    return c.body(await text, 200, { "content-type": "application/json", "cache-control": "no-cache" });
  });
  router.get(PAGE_PATH, (c) => c.html(PAGE));
  router.get(`${PAGE_PATH}/`, (c) => c.redirect(PAGE_PATH));
  router.get(`${PAGE_PATH}/start.js`, (c) =>
    c.body(START, 200, { "content-type": "text/javascript; charset=utf-8" }),
  );
  router.get(`${PAGE_PATH}/:file`, (c) => {
    const file = FILES.get(c.req.param("file"));
    if (file === undefined) return c.notFound();
    return new Response(Bun.file(file.path), {
      headers: { "content-type": file.type, "cache-control": "public, max-age=86400" },
    });
  });
  return router;
}
