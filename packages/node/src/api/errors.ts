import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { CborValue } from "@tallystick/core/cbor";
import { JsonError } from "@tallystick/ledger/app/json-values";
import type { OutcomeDefinition } from "@tallystick/ledger/outcomes";
import { RequestRefused } from "@tallystick/ledger/request-refused";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { AggregatorFull } from "../aggregator.ts";
import { EngineFault } from "../engine/engine.ts";
import { NoReceipt } from "../receipts.ts";
import { cborToJson } from "./cbor-json.ts";
import { describeIssue } from "./parameters.ts";
import {
  PROBLEM_TYPE,
  Problem,
  type ProblemBody,
  problemBody,
  problemLanguage,
} from "./problem.ts";
import type { ProblemCode } from "./problems.ts";

/**
 * What a thrown value becomes. Faults of the node keep their words for the log: a caller learns that
 * it failed and the request's id, and nothing of the inside.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof z.ZodError) return new Problem("invalid-request", describeIssue(error));
  if (error instanceof JsonError) return new Problem("invalid-request", describeJson(error));
  if (error instanceof NoReceipt) {
    const code = error.reason === "uncertified" ? "not-certified" : "not-found";
    return new Problem(code, error.message);
  }
  if (error instanceof AggregatorFull) return new Problem("overloaded", error.message);
  if (error instanceof EngineFault) return faultProblem(error);
  const code = (error as { code?: unknown } | null)?.code;
  const mapped = typeof code === "string" ? FRAMEWORK_ERRORS[code] : undefined;
  if (mapped !== undefined) return new Problem(mapped[0], mapped[1], { cause: error });
  if ((error as { statusCode?: unknown } | null)?.statusCode === 400) {
    return new Problem("invalid-request", "the request could not be read", { cause: error });
  }
  const name = (error as { name?: unknown } | null)?.name;
  if (name === "StoreDamaged") {
    return new Problem("damaged", "a stored record fails its check", { cause: error });
  }
  return new Problem("internal", "the node could not finish this request", { cause: error });
}

function faultProblem(fault: EngineFault): Problem {
  switch (fault.code) {
    case "stopped":
      return new Problem("not-ready", "the node is stopping", { cause: fault });
    case "not-ordered":
      return new Problem("not-ready", "too few organisations can be reached to order it", {
        cause: fault,
      });
    case "old-program":
      return new Problem("not-ready", "the node's program lacks the rules of the next block", {
        cause: fault,
      });
    case "handed-over":
      return new Problem("not-ready", "the ledger is being handed over to a network", {
        cause: fault,
      });
    case "store-damaged":
      return new Problem("damaged", "a stored record fails its check", { cause: fault });
    case "disk-full":
      return new Problem("disk-full", "nothing more can be written", { cause: fault });
    default:
      return new Problem("internal", "the node could not finish this request", { cause: fault });
  }
}

/** The first problem. A member's name comes from the caller, so it is shown only when it is plain. */
function describeJson({ problems }: JsonError): string {
  const [first] = problems;
  if (first === undefined) return "the value is not of the right shape";
  return /^[A-Za-z0-9_.-]{1,64}$/.test(first.path)
    ? `${first.path}: ${first.message}`
    : first.message;
}

/** Errors of fastify that callers cause, by its code: https://fastify.dev/docs/latest/Reference/Errors/ */
const FRAMEWORK_ERRORS: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["unsupported-media-type", "no route takes this content type"],
  FST_ERR_CTP_INVALID_TYPE: ["unsupported-media-type", "the content type is not well-formed"],
  FST_ERR_CTP_BODY_TOO_LARGE: ["too-large", "the body is longer than this route takes"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["invalid-request", "the body is not as long as announced"],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["invalid-request", "the body is empty"],
  FST_ERR_CTP_INVALID_JSON_BODY: ["invalid-request", "the body is not JSON"],
  FST_ERR_BAD_URL: ["invalid-request", "the path holds a wrong percent-encoding"],
  FST_ERR_ROUTE_METHOD_NOT_SUPPORTED: ["method-not-allowed", "the method is not known"],
  FST_ERR_MAX_PARAM_LENGTH: ["not-found", "a part of the path is too long"],
  FST_STATIC_FORBIDDEN_PATH: ["not-found", "no file has this path"],
  ECONNRESET: ["invalid-request", "the connection ended inside the body"],
};

/** Sends a {@link Problem}; faults are logged with the request's id. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (error instanceof RequestRefused) {
    const data = cborToJson(new Map(Object.entries(error.data)) as CborValue);
    sendOutcome(error.outcome, { data }, request, reply);
    return;
  }
  const problem = toProblem(error);
  if (problem.status >= 500 && problem.code !== "overloaded" && problem.code !== "not-ready") {
    request.log.error({ code: problem.code, err: problem.cause ?? problem }, "request failed");
  }
  const language = problemLanguage(request.headers["accept-language"]);
  const extra =
    problem.status === 500 ? { ...problem.extra, requestId: request.id } : problem.extra;
  reply.headers(problem.headers);
  if (problem.status === 503 && problem.headers["retry-after"] === undefined) {
    reply.header("retry-after", "1");
  }
  sendBody(reply, problemBody(problem.code, problem.message, language, extra), language);
}

/** Sends a refusal by the ledger: an outcome other than "accepted". */
export function sendOutcome(
  outcome: OutcomeDefinition,
  extra: Readonly<Record<string, unknown>>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const language = problemLanguage(request.headers["accept-language"]);
  const body: ProblemBody = {
    type: `/v1/outcomes#${outcome.name}`,
    title: outcome.text[language],
    status: outcome.http,
    detail: outcome.text[language],
    code: outcome.name,
    fix: outcome.fix[language],
    outcome: outcome.number,
    ...extra,
  };
  sendBody(reply, body, language);
}

function sendBody(reply: FastifyReply, body: ProblemBody, language: string): void {
  reply
    .code(body.status)
    .type(PROBLEM_TYPE)
    .header("content-language", language)
    .header("cache-control", "no-store")
    .send(JSON.stringify(body));
}

/** Answers a connection whose bytes never became a request (node:http 'clientError'). */
export function answerClientError(error: FastifyError, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const code: ProblemCode =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "headers-too-large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "request-timeout"
        : "malformed-http";
  const body = problemBody(code, "the connection is closed", "en");
  const text = JSON.stringify(body);
  if (!socket.writable) return void socket.destroy();
  socket.end(
    `HTTP/1.1 ${body.status} ${STATUS_CODES[body.status]}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\nx-content-type-options: nosniff\r\n\r\n${text}`,
  );
  // A peer that never reads must not keep the socket: the answer had its chance.
  setTimeout(() => socket.destroy(), 1000).unref();
}
