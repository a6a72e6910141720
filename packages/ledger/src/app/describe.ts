import * as z from "zod";
import type { Bilingual, OutcomeDefinition } from "../outcomes.ts";
import type { AnyAction, Role } from "./define-action.ts";
import type { App } from "./define-app.ts";
import type { AnyTable } from "./define-table.ts";
import type { AnyView } from "./define-view.ts";
import { docOf, type Field, type FieldDoc, type Shape } from "./fields.ts";
import { type Parameter, parametersOf } from "./parameters.ts";

/** JSON Schema (draft 2020-12) of the JSON side of a field. Byte strings have the format `hex`. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** An action or a view as tools need it. */
export interface CallDescription {
  readonly name: string;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  /** Members of the input, one a command-line option or query parameter. */
  readonly parameters: readonly Parameter[];
}

/** An action as tools need it. */
export interface ActionDescription extends CallDescription {
  /** Name in a statement: `application.action`. */
  readonly fullName: string;
  /** Name of the SDK's method. */
  readonly method: string;
  readonly roles: readonly Role[];
  readonly refusals: readonly OutcomeDefinition[];
}

/** A view as tools need it. */
export interface ViewDescription extends CallDescription {
  readonly method: string;
  /** True when the answer can come with state proofs. */
  readonly proves: boolean;
}

/** A field of a table, for people. */
export interface FieldDescription extends FieldDoc {
  readonly name: string;
  readonly optional: boolean;
  readonly schema: JsonSchema;
}

/** A table as tools need it. */
export interface TableDescription extends FieldDoc {
  readonly name: string;
  readonly key: readonly FieldDescription[];
  readonly value: readonly FieldDescription[];
  readonly indexes: Readonly<Record<string, readonly string[]>>;
}

/** An application as tools need it. */
export interface AppDescription {
  readonly name: string;
  readonly version: number;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly actions: readonly ActionDescription[];
  readonly views: readonly ViewDescription[];
  readonly tables: readonly TableDescription[];
  readonly outcomes: readonly OutcomeDefinition[];
}

/** Everything that OpenAPI, the CLI, the console and the reference need, from the definition alone. */
export function describeApp(app: App): AppDescription {
  const { name, version, title, summary } = app;
  return {
    name,
    version,
    title,
    summary,
    actions: Object.entries(app.actions).map(([method, action]) =>
      describeAction(name, method, action),
    ),
    views: Object.entries(app.views).map(([method, view]) => describeView(method, view)),
    tables: Object.values(app.tables).map(describeTable),
    outcomes: Object.values(app.outcomes).sort((a, b) => a.number - b.number),
  };
}

/** Describes one action. */
export function describeAction(app: string, method: string, action: AnyAction): ActionDescription {
  const { roles, refusals } = action;
  return { ...describeCall(action), fullName: `${app}.${action.name}`, method, roles, refusals };
}

/** Describes one view. */
export function describeView(method: string, view: AnyView): ViewDescription {
  return { ...describeCall(view), method, proves: view.proves };
}

function describeCall(call: AnyAction | AnyView): CallDescription {
  const { name, title, summary } = call;
  return {
    name,
    title,
    summary,
    input: jsonSchemaOf(call.input),
    output: jsonSchemaOf(call.output),
    parameters: parametersOf(call.inputShape),
  };
}

function describeTable(table: AnyTable): TableDescription {
  return {
    name: table.name,
    ...docsOf(table),
    key: fieldsOf(table.key),
    value: fieldsOf(table.value),
    indexes: table.indexes,
  };
}

function docsOf({ en, zh }: FieldDoc): FieldDoc {
  return { ...(en === undefined ? {} : { en }), ...(zh === undefined ? {} : { zh }) };
}

function fieldsOf(shape: Shape): FieldDescription[] {
  return Object.entries(shape).map(([name, field]) => ({
    name,
    ...docOf(field),
    optional: field.type === "optional",
    schema: jsonSchemaOf(field),
  }));
}

/** JSON Schema of the JSON side of a field. */
export function jsonSchemaOf(field: Field): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(field, { io: "input" });
  return schema;
}
