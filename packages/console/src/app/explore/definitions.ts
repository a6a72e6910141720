import { useQuery } from "@tanstack/react-query";
import { getJson } from "../api/request.ts";
import type { JsonSchema } from "../forms/schema.ts";

/** A text in both languages. */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

/** An outcome of the registry. */
export interface OutcomeDefinition {
  readonly number: number;
  readonly name: string;
  readonly text: Bilingual;
  readonly fix: Bilingual;
}

/** An action or a view as `GET /v1/apps` describes it. */
export interface CallDefinition {
  readonly name: string;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  readonly parameters: readonly {
    readonly name: string;
    readonly kind: string;
    readonly repeatable: boolean;
  }[];
}

/** An action. */
export interface ActionDefinition extends CallDefinition {
  readonly fullName: string;
  readonly roles: readonly string[];
  readonly refusals: readonly OutcomeDefinition[];
}

/** A view. */
export interface ViewDefinition extends CallDefinition {
  readonly proves: boolean;
}

/** A field of a table. */
export interface FieldDefinition {
  readonly name: string;
  readonly optional: boolean;
  readonly schema: JsonSchema;
  readonly en?: string;
  readonly zh?: string;
}

/** A table. */
export interface TableDefinition {
  readonly name: string;
  readonly en?: string;
  readonly zh?: string;
  readonly key: readonly FieldDefinition[];
  readonly value: readonly FieldDefinition[];
  readonly indexes: Readonly<Record<string, readonly string[]>>;
}

/** An application. */
export interface AppDefinition {
  readonly name: string;
  readonly version: number;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly actions: readonly ActionDefinition[];
  readonly views: readonly ViewDefinition[];
  readonly tables: readonly TableDefinition[];
  readonly outcomes: readonly OutcomeDefinition[];
}

/** The applications of the ledger. */
export function useApps() {
  return useQuery({
    queryKey: ["apps"],
    queryFn: ({ signal }) =>
      getJson<{ applications: readonly AppDefinition[] }>("/v1/apps", { signal }),
    select: ({ applications }) => applications,
    staleTime: 300_000,
  });
}

/** The registry of outcomes, by number. */
export function useOutcomes() {
  return useQuery({
    queryKey: ["outcomes"],
    queryFn: ({ signal }) =>
      getJson<{ outcomes: readonly OutcomeDefinition[] }>("/v1/outcomes", { signal }),
    select: ({ outcomes }) => new Map(outcomes.map((one) => [one.number, one])),
    staleTime: 3_600_000,
  });
}
