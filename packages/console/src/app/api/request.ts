import { currentLanguage, textOf } from "../language.ts";
import { texts } from "./messages.ts";
import { ApiProblem } from "./problem.ts";
import { queryClient } from "./query-client.ts";

/** What a call may bring beside its path. */
export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the node that served the page. @throws ApiProblem */
export async function getJson<T>(path: string, options: CallOptions = {}): Promise<T> {
  return readJson<T>(await send("GET", path, options));
}

/** The same for answers that are bytes: receipts, proofs. @throws ApiProblem */
export async function getBytes(path: string, options: CallOptions = {}): Promise<Uint8Array> {
  return new Uint8Array(await (await send("GET", path, options)).arrayBuffer());
}

/** The same for answers that are text: the trust file, a checkpoint. @throws ApiProblem */
export async function getText(path: string, options: CallOptions = {}): Promise<string> {
  return (await send("GET", path, options)).text();
}

/** Sends JSON. An answer without a body gives `undefined`. @throws ApiProblem */
export async function postJson<T>(
  path: string,
  body: unknown = {},
  options: CallOptions = {},
): Promise<T> {
  const text = JSON.stringify(body);
  return readJson<T>(await send("POST", path, options, "application/json", text));
}

/** Sends JSON and takes bytes, such as a certificate. @throws ApiProblem */
export async function postForBytes(
  path: string,
  body: unknown,
  options: CallOptions = {},
): Promise<Uint8Array> {
  const response = await send("POST", path, options, "application/json", JSON.stringify(body));
  return new Uint8Array(await response.arrayBuffer());
}

/** Sends bytes, such as a signed statement. @throws ApiProblem */
export async function postBytes<T>(
  path: string,
  body: Uint8Array<ArrayBuffer>,
  type: string,
  options: CallOptions = {},
): Promise<T> {
  return readJson<T>(await send("POST", path, options, type, body));
}

async function send(
  method: "GET" | "POST",
  path: string,
  { query, signal, headers }: CallOptions,
  type?: string,
  body?: BodyInit,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(withQuery(path, query), {
      method,
      // The session is a cookie of this very node; nothing is ever sent elsewhere.
      credentials: "same-origin",
      redirect: "error",
      headers: {
        accept: "*/*",
        "accept-language": currentLanguage() === "zh" ? "zh-CN" : "en",
        ...(type === undefined ? {} : { "content-type": type }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw unreachable(cause);
  }
  if (response.status === 401) {
    // The session has ended meanwhile: whoever shows who is signed in should ask again.
    void queryClient.invalidateQueries({ queryKey: ["me"] });
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

function withQuery(path: string, query: CallOptions["query"]): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}

async function readJson<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (cause) {
    const t = textOf(texts);
    throw new ApiProblem({
      code: "bad-answer",
      status: response.status,
      title: t("badAnswer"),
      fix: t("badAnswerFix"),
      cause,
    });
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const text = (name: string) => (typeof body[name] === "string" ? body[name] : "");
  return new ApiProblem({
    code: text("code") || `http-${response.status}`,
    status: response.status,
    title: text("title") || response.statusText || `HTTP ${response.status}`,
    detail: text("detail"),
    fix: text("fix"),
    body,
  });
}

function unreachable(cause: unknown): ApiProblem {
  const t = textOf(texts);
  return new ApiProblem({
    code: "unreachable",
    status: 0,
    title: t("unreachable"),
    fix: t("unreachableFix"),
    cause,
  });
}
