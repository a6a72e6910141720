import type { Bilingual } from "../outcomes.ts";
import type { Attempts } from "./calls.ts";
import {
  DefinitionError,
  type ForeignTables,
  type NoTables,
  requireName,
  type Tables,
} from "./define-table.ts";
import { type Field, group, type Json, type Shape, type Typed } from "./fields.ts";
import type { TableReaders } from "./table-access.ts";

/** What a view may read: the last committed state, and nothing else. */
export interface ViewContext<T extends Tables, F extends Tables = NoTables> {
  readonly tables: TableReaders<T>;
  /** The tables of another application that the view reads. */
  readonly reads: TableReaders<F>;
  /** Height, time and log size that the answer holds for. */
  readonly height: number;
  readonly time: number;
  readonly logSize: number;
}

/** A view as an application writes it. */
export interface ViewSpec<
  T extends Tables,
  I extends Shape,
  O extends Shape,
  C extends boolean = boolean,
  F extends Tables = Tables,
> {
  /** kebab-case; `GET /v1/apps/<application>/<view>`. */
  readonly name: string;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly tables: T;
  /** Tables of one other application, to read. */
  readonly reads?: ForeignTables<F> | undefined;
  readonly input: I;
  readonly output: O;
  /** True when the point reads of `run` answer the question, so that their proofs prove the answer. */
  readonly proves?: boolean;
  /** True when it tries calls of actions; `run` then has {@link Attempts}. */
  readonly calls?: C | undefined;
  readonly run: (
    ctx: C extends true ? ViewContext<T, F> & Attempts : ViewContext<T, F>,
    input: Typed<I>,
  ) => Typed<O>;
}

/** A defined view. */
export interface View<In = unknown, InJson = unknown, Out = unknown, OutJson = unknown> {
  readonly name: string;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly tables: Tables;
  readonly reads: ForeignTables | undefined;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly input: Field<In, InJson>;
  readonly output: Field<Out, OutJson>;
  readonly proves: boolean;
  readonly calls: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the context's tables differ from view to view
  readonly run: (ctx: ViewContext<any, any>, input: any) => Out;
}

/** A view of any type. */
// biome-ignore lint/suspicious/noExplicitAny: a bound that every view satisfies
export type AnyView = View<any, any, any, any>;

/** Typed input of a view. */
export type ViewInput<V extends AnyView> =
  V extends View<infer I, infer _J, infer _O, infer _P> ? I : never;
/** JSON input of a view. */
export type ViewInputJson<V extends AnyView> =
  V extends View<infer _I, infer J, infer _O, infer _P> ? J : never;
/** Typed output of a view. */
export type ViewOutput<V extends AnyView> =
  V extends View<infer _I, infer _J, infer O, infer _P> ? O : never;
/** JSON output of a view, as the HTTP API gives it. */
export type ViewOutputJson<V extends AnyView> =
  V extends View<infer _I, infer _J, infer _O, infer P> ? P : never;

/**
 * Defines a view: a question that people ask, answered from tables and indexes.
 *
 * @throws DefinitionError on a bad name
 */
export function defineView<
  const T extends Tables,
  const I extends Shape,
  const O extends Shape,
  const C extends boolean = false,
  const F extends Tables = NoTables,
>(spec: ViewSpec<T, I, O, C, F>): View<Typed<I>, Json<I>, Typed<O>, Json<O>> {
  requireName(spec.name, "view");
  if (spec.proves && (spec.reads || spec.calls)) {
    throw new DefinitionError(`view ${spec.name}: only rows of its own application are proved`);
  }
  const { name, title, summary, tables, run } = spec;
  return {
    name,
    title,
    summary,
    tables,
    reads: spec.reads,
    inputShape: spec.input,
    outputShape: spec.output,
    input: group(spec.input),
    output: group(spec.output),
    proves: spec.proves ?? false,
    calls: spec.calls ?? false,
    // The host gives each view the context that its `calls` asks for.
    run: run as AnyView["run"],
  };
}
