import * as z from "zod";
import { problemKinds } from "./problems.ts";
import {
  type AnswerSpec,
  type ContentSchema,
  isBinary,
  type Route,
  type RouteSpec,
} from "./route-spec.ts";

type Json = { [member: string]: unknown };

/** Words at the head of the document. */
export interface OpenApiInfo {
  readonly version: string;
}

/**
 * The OpenAPI 3.1 document of a set of routes. It is made from the very schemas that check the
 * requests (OpenAPI 3.1 uses JSON Schema 2020-12, which zod writes), so the two cannot differ.
 */
export function openApiDocument(routes: readonly Route[], info: OpenApiInfo): Json {
  const schemas: Json = { Problem: problemSchema() };
  const paths: Record<string, Json> = {};
  for (const { spec } of routes) {
    if (spec.undocumented === true) continue;
    // OpenAPI has no sign for "all that follows".
    const template = spec.path.replace("*}", "}");
    const path = paths[template] ?? {};
    paths[template] = path;
    path[spec.method.toLowerCase()] = operation(spec, schemas);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tallystick node",
      version: info.version,
      description:
        "Writes are authorised by the signature on the statement; calls that the node signs for a member, and administration, need a token, a session or a client certificate. Every error is application/problem+json (RFC 9457).",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "the node that serves this document" }],
    tags: tagsOf(routes),
    paths,
    components: {
      schemas: sortedMembers(schemas),
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description:
            "a token of `tallystick token create`, or the content of the file `token` in the node's data directory; a session of GET /v1/access/sign-in or a client certificate does as well",
        },
      },
    },
  };
}

function operation(spec: RouteSpec, schemas: Json): Json {
  const parameters = [
    ...parametersOf(spec.params, "path", schemas),
    ...parametersOf(spec.query, "query", schemas),
  ];
  return {
    operationId: spec.operationId,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    ...(spec.access === "token" ? { security: [{ token: [] }] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(spec.body === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf(spec.body, "input", schemas) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(spec.answers).map(([status, answer]) => [status, answerOf(answer, schemas)]),
      ),
      default: {
        description: "an error",
        content: {
          "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
        },
      },
    },
  };
}

function answerOf(answer: AnswerSpec, schemas: Json): Json {
  return {
    description: answer.description,
    ...(answer.content === undefined
      ? {}
      : { content: contentOf(answer.content, "output", schemas) }),
  };
}

function contentOf(
  content: Readonly<Record<string, ContentSchema>>,
  direction: "input" | "output",
  schemas: Json,
): Json {
  return Object.fromEntries(
    Object.entries(content).map(([type, schema]) => [
      type,
      isBinary(schema)
        ? { schema: { description: schema.description } }
        : { schema: jsonSchema(schema, direction, schemas) },
    ]),
  );
}

function parametersOf(
  schema: z.ZodObject | undefined,
  place: "path" | "query",
  schemas: Json,
): Json[] {
  if (schema === undefined) return [];
  const json = jsonSchema(schema, "input", schemas) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(json.properties ?? {}).map(([name, property]) => {
    const { description, ...rest } = property;
    return {
      name,
      in: place,
      required: place === "path" || (json.required ?? []).includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

/**
 * JSON Schema of what travels: for a codec that is its JSON side, which zod calls the input. Named
 * schemas (`meta({id})`) move to the components of the document.
 */
function jsonSchema(schema: z.ZodType, _direction: "input" | "output", schemas: Json): Json {
  const json = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io: "input",
    unrepresentable: "any",
    override: ({ jsonSchema: node }) => {
      // A parameter is text on the wire but a number to its reader: see parameters.ts.
      const wire = (node as Json)["wire"] as Json | undefined;
      if (wire === undefined) return;
      const { description } = node;
      for (const member of Object.keys(node)) delete (node as Json)[member];
      Object.assign(node, description === undefined ? {} : { description }, wire);
    },
  }) as Json;
  const { $schema: _, $defs, ...rest } = json;
  for (const [id, definition] of Object.entries(($defs ?? {}) as Json)) {
    schemas[id] = moveReferences(definition);
  }
  return moveReferences(rest) as Json;
}

function moveReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moveReferences);
  if (typeof value !== "object" || value === null) return value;
  const moved: Json = {};
  for (const [name, member] of Object.entries(value)) {
    moved[name] =
      name === "$ref" && typeof member === "string"
        ? member.replace("#/$defs/", "#/components/schemas/")
        : moveReferences(member);
  }
  return moved;
}

function problemSchema(): Json {
  return {
    type: "object",
    required: ["type", "title", "status", "detail", "code", "fix"],
    properties: {
      type: { type: "string", description: "reference to the page that lists every code" },
      title: { type: "string" },
      status: { type: "integer" },
      detail: { type: "string" },
      code: {
        type: "string",
        description: `name of a ledger outcome, or one of: ${Object.keys(problemKinds).join(", ")}`,
      },
      fix: { type: "string", description: "what to do about it" },
    },
  };
}

function tagsOf(routes: readonly Route[]): Json[] {
  const names = routes.filter(({ spec }) => spec.undocumented !== true).map(({ spec }) => spec.tag);
  return [...new Set(names)].map((name) => ({ name }));
}

function sortedMembers(value: Json): Json {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
