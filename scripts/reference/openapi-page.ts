import { describedOpenApi } from "@tallystick/node/api/described-api";

/**
 * docs/reference/openapi.json: what a node with every application serves at /openapi.json. A path is a
 * line, so that a change shows which one it is and the file stays below what one file may have.
 */
export async function openApiPage(): Promise<string> {
  const { paths, ...rest } = describedOpenApi();
  const lines = Object.entries(paths as object).map(
    ([path, item]) => `${JSON.stringify(path)}: ${JSON.stringify(item)}`,
  );
  const head = JSON.stringify(rest, null, 1).replace(/\n\}$/, "");
  return `${head},\n "paths": {\n  ${lines.join(",\n  ")}\n }\n}\n`;
}
