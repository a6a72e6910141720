import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { bodyFor, EncodedText } from "./encoded.ts";
import { openApiDocument } from "./openapi.ts";
import type { Route } from "./route-spec.ts";
import { DOCS_POLICY } from "./security-headers.ts";

/**
 * Serves the OpenAPI document at `/openapi.json` and a page to browse it at `/docs`. All files of the
 * page come from this installation, so it works without a network.
 */
export async function addDocs(
  server: FastifyInstance,
  routes: readonly Route[],
  version: string,
): Promise<void> {
  const document = openApiDocument(routes, { version });
  const text = JSON.stringify(document);
  const encoded = new EncodedText();
  server.get("/openapi.json", async (request, reply) => {
    reply.type("application/json; charset=utf-8").header("cache-control", "no-cache");
    return bodyFor(request, reply, await encoded.of(text));
  });
  await server.register(swagger, {
    mode: "static",
    specification: { document: document as never },
  });
  await server.register(swaggerUi, {
    routePrefix: "/docs",
    staticCSP: DOCS_POLICY,
    uiConfig: { deepLinking: true, tryItOutEnabled: false, validatorUrl: null },
    logLevel: "warn",
  });
}
