import { applicationPages } from "./application-pages.ts";
import { commandLinePage } from "./command-line-page.ts";
import { httpApiPage } from "./http-api-page.ts";
import { limitsPage } from "./limits-page.ts";
import { openApiPage } from "./openapi-page.ts";
import { outcomesPage } from "./outcomes-page.ts";
import { permissionsPage } from "./permissions-page.ts";

/** The pages that are made from the sources, by their path from the root. */
export const pages: Readonly<Record<string, () => Promise<string>>> = {
  "docs/reference/command-line.md": commandLinePage,
  "docs/reference/limits.md": limitsPage,
  "docs/reference/outcomes.md": outcomesPage,
  "docs/reference/permissions.md": permissionsPage,
  "docs/reference/http-api.md": httpApiPage,
  "docs/reference/openapi.json": openApiPage,
  ...applicationPages,
};
