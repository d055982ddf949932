// Files of swagger-ui-dist, imported as paths: on disk while developing, inside the executable when built.

declare module "swagger-ui-dist/swagger-ui-bundle.js" {
  const path: string;
  export = path;
}
declare module "swagger-ui-dist/swagger-ui.css" {
  const path: string;
  export = path;
}
declare module "swagger-ui-dist/favicon-32x32.png" {
  const path: string;
  export = path;
}
