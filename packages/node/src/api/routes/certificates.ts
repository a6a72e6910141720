import { DIGEST_TAGS, type DigestTag } from "@tallystick/core/algorithms";
import { fromHex } from "@tallystick/core/bytes";
import { FILE_NAME_MAX, RECEIPT_BYTES_MAX } from "@tallystick/core/limits";
import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { CertificateFault } from "../../documents/certificate/certificate-fault.ts";
import { PrinterBusy } from "../../documents/certificate/certificate-printer.ts";
import type { CertificateRequest } from "../../documents/certificate/make-certificate.ts";
import { certifiedRead } from "../certified.ts";
import type { ApiContext } from "../context.ts";
import { IMMUTABLE, MEDIA } from "../media-types.ts";
import { describeIssue, hexText, uintText } from "../parameters.ts";
import { Problem, problemLanguage } from "../problem.ts";
import { binary, type Route, route } from "../route-spec.ts";
import { digestReceipt } from "./digests.ts";
import { asBuffer } from "./statements.ts";

const TAG = "receipts";

const language = z.enum(["en", "zh"]).meta({ description: "language of the page" });

const answers = {
  200: {
    description: "a certificate (docs/reference/certificate-pdf.md)",
    content: { [MEDIA.pdf]: binary("PDF with the receipt inside") },
  },
};

/** Certificates of deposit, for people. */
export function certificateRoutes(context: ApiContext): Route[] {
  return [entryRoute(context), digestRoute(context), receiptRoute(context)];
}

function entryRoute(context: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/certificates/{index}",
      operationId: "getCertificate",
      tag: TAG,
      summary: "The certificate of a deposit as PDF",
      description:
        "Printed from the entry's receipt, which is attached. The same entry gives the same bytes, for as long as the trust file and the program's template stay the same.",
      access: "public",
      crossOrigin: true,
      params: z.strictObject({ index: uintText("position in the log") }),
      query: z.strictObject({ lang: language.optional() }),
      answers,
    },
    async ({ params, query, request, reply }) => {
      const { index } = params;
      const receipt = await certifiedRead(context, (reader) =>
        context.receipts.receipt(reader, index),
      );
      return print(context, { receipt, lang: query.lang }, request, reply);
    },
  );
}

function digestRoute(context: ApiContext): Route {
  return route(
    {
      method: "GET",
      path: "/v1/certificates/{index}/{alg}/{digest}",
      operationId: "getDigestCertificate",
      tag: TAG,
      summary: "The certificate of one digest of a batch as PDF",
      description: "For batches that this node ordered (POST /v1/digests).",
      access: "public",
      crossOrigin: true,
      params: z.strictObject({
        index: uintText("position of the batch in the log"),
        alg: z.enum(DIGEST_TAGS as [DigestTag, ...DigestTag[]]),
        digest: hexText("the digest", { min: 32, max: 64 }),
      }),
      query: z.strictObject({ lang: language.optional() }),
      answers,
    },
    async ({ params, query, request, reply }) => {
      const { index, alg } = params;
      const receipt = await digestReceipt(context, index, alg, fromHex(params.digest));
      return print(context, { receipt, lang: query.lang }, request, reply);
    },
  );
}

const wish = z.strictObject({
  receipt: z
    .string()
    .regex(/^(?:[0-9a-f]{2})+$/, "must be lower-case hex")
    .max(2 * RECEIPT_BYTES_MAX)
    .meta({ description: "receipt bundle", format: "hex" }),
  lang: language.optional(),
  fileName: z.string().min(1).max(FILE_NAME_MAX).optional().meta({
    description: "what to call the file; printed as the asker's word, and written nowhere else",
  }),
});

function receiptRoute(context: ApiContext): Route {
  return route(
    {
      method: "POST",
      path: "/v1/certificates",
      operationId: "printCertificate",
      tag: TAG,
      summary: "Print the certificate of a receipt that you bring",
      description:
        "For a certificate with the file's name, for a salted commitment whose salt is in your receipt, and for one digest of a batch of your own. The node checks the receipt and keeps nothing of what was sent.",
      access: "public",
      body: { [MEDIA.json]: wish },
      bodyBytes: 2 * RECEIPT_BYTES_MAX + 4096,
      answers,
    },
    async ({ body, request, reply }) => {
      const parsed = wish.safeParse(body);
      if (!parsed.success) throw new Problem("invalid-request", describeIssue(parsed.error));
      const { receipt, lang, fileName } = parsed.data;
      reply.header("cache-control", "no-store");
      return print(context, { receipt: fromHex(receipt), lang, fileName }, request, reply);
    },
  );
}

async function print(
  { ledger, certificates }: ApiContext,
  {
    receipt,
    lang,
    fileName,
  }: Pick<CertificateRequest, "receipt" | "fileName"> & { lang: "en" | "zh" | undefined },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Buffer> {
  const verifyAt = certificates.verifyAt ?? `${request.protocol}://${request.host}/verify`;
  try {
    const { pdf, number } = await certificates.printer.print({
      receipt,
      trust: ledger.trust,
      lang: lang ?? problemLanguage(request.headers["accept-language"]),
      verifyAt,
      fileName,
    });
    reply.type(MEDIA.pdf).header("vary", "accept-language");
    reply.header("content-disposition", `inline; filename="${number}.pdf"`);
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", IMMUTABLE);
    return asBuffer(pdf);
  } catch (error) {
    throw problemOf(error);
  }
}

function problemOf(error: unknown): unknown {
  if (error instanceof PrinterBusy) return new Problem("overloaded", error.message);
  if (!(error instanceof CertificateFault)) return error;
  switch (error.code) {
    case "missing-glyph":
      return new Problem("missing-glyph", error.message, { cause: error });
    case "font-unusable":
      return new Problem("not-offered", "a font in certificates.fonts cannot be used", {
        cause: error,
      });
    case "not-a-deposit":
      return new Problem("not-found", error.message, { cause: error });
    case "not-valid":
    case "bad-wish":
      return new Problem("invalid-request", error.message, { cause: error });
  }
}
