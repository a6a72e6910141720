import { describedOpenApi } from "@tallystick/node/api/described-api";

/** docs/reference/openapi.json: what a node with every application serves at /openapi.json. */
export async function openApiPage(): Promise<string> {
  return `${JSON.stringify(describedOpenApi(), null, 1)}\n`;
}
