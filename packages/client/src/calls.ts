import { APPLICATIONS } from "@tallystick/apps/applications";
import type { CborMap } from "@tallystick/core/cbor";
import { encodeInput } from "@tallystick/ledger/app/call-input";
import type { ActionInput, ActionOutput, AnyAction } from "@tallystick/ledger/app/define-action";
import type { App } from "@tallystick/ledger/app/define-app";
import type { AnyView, ViewInput, ViewOutput } from "@tallystick/ledger/app/define-view";
import { FieldError } from "@tallystick/ledger/app/wire";
import { ClientError } from "./errors.ts";
import type { SubmitOptions, Submitted } from "./submitter.ts";
import type { ViewOptions, ViewResult } from "./views.ts";

/** Applications that the SDK knows. */
export type Applications = typeof APPLICATIONS;

/** A method for each action: typed input in, durable outcome with typed output and receipt out. */
export type ActionMethods<A extends Pick<App, "actions">> = {
  readonly [M in keyof A["actions"]]: (
    input: ActionInput<A["actions"][M]>,
    options?: SubmitOptions,
  ) => Promise<Submitted<ActionOutput<A["actions"][M]>>>;
};

/** A method for each view: typed input in, typed output out, proved when asked for. */
export type ViewMethods<A extends Pick<App, "views">> = {
  readonly [M in keyof A["views"]]: (
    input: ViewInput<A["views"][M]>,
    options?: ViewOptions,
  ) => Promise<ViewResult<ViewOutput<A["views"][M]>>>;
};

/** Everything that can be called, by application: `client.evidence.deposit(...)`. */
export type ApplicationMethods = {
  readonly [N in keyof Applications]: ActionMethods<Applications[N]> & ViewMethods<Applications[N]>;
};

/** How the methods reach the ledger. */
export interface CallHandlers {
  readonly act: (
    action: string,
    definition: AnyAction,
    input: unknown,
    options: SubmitOptions | undefined,
  ) => Promise<Submitted<unknown>>;
  readonly ask: (
    app: App,
    view: AnyView,
    input: unknown,
    options: ViewOptions | undefined,
  ) => Promise<ViewResult<unknown>>;
}

/** The methods, made from the definitions of the applications: nothing here knows any action. */
export function applicationMethods(handlers: CallHandlers): ApplicationMethods {
  const methods: Record<string, Record<string, unknown>> = {};
  for (const [name, app] of Object.entries<App>(APPLICATIONS)) {
    const calls: Record<string, unknown> = {};
    for (const [method, action] of Object.entries(app.actions)) {
      calls[method] = (input: unknown, options?: SubmitOptions) =>
        handlers.act(`${app.name}.${action.name}`, action, input, options);
    }
    for (const [method, view] of Object.entries(app.views)) {
      if (method in calls) throw new Error(`${name}.${method} is an action and a view`);
      calls[method] = (input: unknown, options?: ViewOptions) =>
        handlers.ask(app, view, input, options);
    }
    methods[name] = calls;
  }
  return methods as unknown as ApplicationMethods;
}

/** The definition behind a full action name, such as `evidence.deposit`; undefined for others. */
export function actionNamed(name: string): AnyAction | undefined {
  const [appName, actionName] = name.split(".");
  const app = Object.values<App>(APPLICATIONS).find((one) => one.name === appName);
  return app && Object.values(app.actions).find((one) => one.name === actionName);
}

/** Input of a statement. @throws ClientError `invalid-input` naming the member that is wrong */
export function inputOf(definition: AnyAction, input: unknown): CborMap {
  try {
    return encodeInput(definition, input as never);
  } catch (cause) {
    if (!(cause instanceof FieldError)) throw cause;
    throw new ClientError("invalid-input", `${cause.path || "input"}: ${cause.problem}`, {
      details: { member: cause.path, problem: cause.problem },
      cause,
    });
  }
}
