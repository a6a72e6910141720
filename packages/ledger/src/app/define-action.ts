import type { Suite } from "@tallystick/core/suite/suite";
import type { Bilingual, OutcomeDefinition } from "../outcomes.ts";
import type { Calls } from "./calls.ts";
import { type ForeignTables, type NoTables, requireName, type Tables } from "./define-table.ts";
import { group, type Json, type Shape, type Typed } from "./fields.ts";
import type { TableReaders, TableWriters } from "./table-access.ts";

/** What a member is enrolled as. */
export type MemberRole = "operator" | "member";

/**
 * For whom an action is open. `consortium` is nobody's role: an action runs under it when the
 * organisations have decided so, see {@link Calls}.
 */
export type Role = MemberRole | "consortium";

/** What acts: a human, a program or a machine. */
export type MemberKind = "person" | "service" | "device";

/** Who signed the statement, as enrolled at the height of the block. */
export interface Caller {
  readonly member: string;
  readonly organisation: string;
  readonly role: Role;
  readonly kind: MemberKind;
  /** 32-byte kid of the signing key. */
  readonly keyId: Uint8Array;
}

/** All that an action may know: state, caller, block. Nothing else is deterministic. */
export interface ActionContext<T extends Tables, F extends Tables = NoTables> {
  /** Height and time (milliseconds since 1970 UTC) of the block. */
  readonly block: { readonly height: number; readonly time: number };
  /** Id of the ledger, 32 bytes: what a proof made outside a statement is bound to. */
  readonly ledgerId: Uint8Array;
  /** Log index that this statement's entry takes. */
  readonly index: number;
  readonly caller: Caller;
  /** Hashes and signature checks of the ledger. */
  readonly suite: Suite;
  readonly tables: TableWriters<T>;
  /** The tables of another application that the action reads. */
  readonly reads: TableReaders<F>;
}

/** What a statement touches, for rights and holds that cover only a part of an application. */
export interface Scope {
  /** Kind of record, such as `evidence.deposits`. Default: the action's, or else the application's name. */
  readonly recordClass?: string | undefined;
  readonly organisation?: string | undefined;
  /** The record itself, named as the application names it. */
  readonly record?: string | undefined;
  /** What it moves, in minor units; counts against the caps of a sandbox. */
  readonly value?: bigint | undefined;
}

/** Acceptance, with the action's output. */
export interface Accepted<O> {
  readonly outcome: null;
  readonly data: O;
}

/** Refusal; every write of the action is undone. */
export interface Refused<R extends OutcomeDefinition = OutcomeDefinition> {
  readonly outcome: R;
  readonly data: RefusalData | null;
}

/** What a refusal says beside its number. */
export type RefusalData = Readonly<Record<string, number | string | boolean | Uint8Array>>;

/** What an action returns. */
export type ActionResult<O, R extends OutcomeDefinition> = Accepted<O> | Refused<R>;

/** Accepts. */
export function ok<O>(data: O): Accepted<O> {
  return { outcome: null, data };
}

/** Refuses with a registered outcome; `data` goes on the log and into the API's error. */
export function refuse<R extends OutcomeDefinition>(outcome: R, data?: RefusalData): Refused<R> {
  return { outcome, data: data ?? null };
}

/** An action as an application writes it. */
export interface ActionSpec<
  T extends Tables,
  I extends Shape,
  O extends Shape,
  R extends OutcomeDefinition,
  C extends boolean = boolean,
  F extends Tables = Tables,
> {
  /** kebab-case; a statement names it `application.action`. */
  readonly name: string;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  /** The tables it touches; it sees no others but those it `reads`. */
  readonly tables: T;
  /** Tables of one other application, to read. */
  readonly reads?: ForeignTables<F> | undefined;
  readonly input: I;
  readonly output: O;
  /**
   * Built-in roles for which it is open. A granted right opens it to others too, unless the
   * consortium alone may do it; empty: granted rights alone.
   */
  readonly roles: readonly Role[];
  /** Kind of record that it touches. Default: the application's name. */
  readonly recordClass?: string | undefined;
  /** What this input touches. Pure, from the input alone. */
  readonly scope?: ((input: Typed<I>) => Scope) | undefined;
  /** True when it calls actions of other applications; `run` then has {@link Calls}. */
  readonly calls?: C | undefined;
  /** Every outcome that `run` may refuse with. */
  readonly refusals: readonly R[];
  /** The rule. Synchronous and pure; throwing stops the node, refusing is `refuse(...)`. */
  readonly run: (
    ctx: C extends true ? ActionContext<T, F> & Calls : ActionContext<T, F>,
    input: Typed<I>,
  ) => ActionResult<Typed<O>, R>;
}

/** A defined action. The type parameters are its typed input, JSON input and typed output. */
export interface Action<In = unknown, InJson = unknown, Out = unknown, OutJson = unknown> {
  readonly name: string;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly tables: Tables;
  readonly reads: ForeignTables | undefined;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly input: import("./fields.ts").Field<In, InJson>;
  readonly output: import("./fields.ts").Field<Out, OutJson>;
  readonly roles: readonly Role[];
  readonly recordClass: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: the input differs from action to action
  readonly scope: ((input: any) => Scope) | undefined;
  readonly calls: boolean;
  readonly refusals: readonly OutcomeDefinition[];
  // biome-ignore lint/suspicious/noExplicitAny: the context's tables differ from action to action
  readonly run: (ctx: ActionContext<any, any>, input: any) => ActionResult<Out, OutcomeDefinition>;
}

/** An action of any type. */
// biome-ignore lint/suspicious/noExplicitAny: a bound that every action satisfies
export type AnyAction = Action<any, any, any, any>;

/** Typed input of an action: `ActionInput<typeof deposit>`. */
export type ActionInput<A extends AnyAction> =
  A extends Action<infer I, infer _J, infer _O, infer _P> ? I : never;
/** JSON input of an action, as the HTTP API and the CLI take it. */
export type ActionInputJson<A extends AnyAction> =
  A extends Action<infer _I, infer J, infer _O, infer _P> ? J : never;
/** Typed output of an action. */
export type ActionOutput<A extends AnyAction> =
  A extends Action<infer _I, infer _J, infer O, infer _P> ? O : never;
/** JSON output of an action. */
export type ActionOutputJson<A extends AnyAction> =
  A extends Action<infer _I, infer _J, infer _O, infer P> ? P : never;

/**
 * Defines an action: the one place where its input, output, callers, refusals and effect are said.
 *
 * Validation, TypeScript types, the OpenAPI entry, the SDK method, the CLI call and the reference
 * page all come from here.
 *
 * @throws DefinitionError on a bad name
 */
export function defineAction<
  const T extends Tables,
  const I extends Shape,
  const O extends Shape,
  const R extends OutcomeDefinition,
  const C extends boolean = false,
  const F extends Tables = NoTables,
>(spec: ActionSpec<T, I, O, R, C, F>): Action<Typed<I>, Json<I>, Typed<O>, Json<O>> {
  requireName(spec.name, "action");
  const { name, title, summary, tables, roles, recordClass, scope, refusals, run } = spec;
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
    roles,
    recordClass,
    scope,
    calls: spec.calls ?? false,
    refusals,
    // The host gives each action the context that its `calls` asks for.
    run: run as AnyAction["run"],
  };
}
