import { useQuery } from "@tanstack/react-query";
import { getJson } from "../../api/request.ts";

/** A JSON Schema, as far as it is drawn. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly "x-description-zh"?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

/** A call as the OpenAPI document describes it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly needsToken: boolean;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: "path" | "query" | "header";
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly body: Content;
  /** By status. */
  readonly answers: Readonly<
    Record<string, { readonly description: string; readonly content?: Content }>
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface RawOperation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: Operation["parameters"];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Operation["answers"];
}

/** Every call of this node, and the schemas that they share. */
export function useOpenApi() {
  return useQuery({
    queryKey: ["openapi"],
    queryFn: async ({ signal }) => {
      const { paths, components } = await getJson<Document>("/openapi.json", { signal });
      return { operations: operationsOf(paths), schemas: components.schemas ?? {} };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function operationsOf(paths: Document["paths"]): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => ({
      method: method.toUpperCase(),
      path,
      tag: raw.tags?.[0] ?? "",
      summary: raw.summary ?? "",
      description: raw.description ?? "",
      needsToken: (raw.security?.length ?? 0) > 0,
      parameters: raw.parameters ?? [],
      body: raw.requestBody?.content ?? {},
      answers: raw.responses,
    })),
  );
}
