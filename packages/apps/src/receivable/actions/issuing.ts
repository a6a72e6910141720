import { defineAction, ok, type Refused, refuse } from "@tallystick/ledger/app/define-action";
import { flag, optional } from "@tallystick/ledger/app/fields";
import type { TableWriters } from "@tallystick/ledger/app/table-access";
import { organisationId } from "../../membership/fields.ts";
import { background, type Cited, type Finding, findingsField } from "../documents/fields.ts";
import {
  amount,
  certificateNumber,
  currency,
  date,
  expires,
  requestNumber,
  sealed,
} from "../fields.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { policyNow, policyTables } from "../policy/policy-at.ts";
import { backgroundTables, takeBackground } from "../rules/background.ts";
import { complete } from "../rules/complete.ts";
import { type Here, lifeTables, organisationReads } from "../rules/context.ts";
import { DRAW_REFUSALS, type Drawing, draw } from "../rules/draw.ts";
import { OFFER_REFUSALS, placeOffer } from "../rules/offer.ts";
import { OFFERING_REFUSALS, offering, type Taken, takeOwn } from "../rules/offering.ts";
import {
  keepSealed,
  SEALED_REFUSALS,
  type Sealed,
  type Sealing,
  sealedTables,
} from "../rules/sealed.ts";
import { ask } from "../transitions.ts";

const tables = { ...lifeTables, ...policyTables, ...backgroundTables, ...sealedTables };

type Context = Sealing & { readonly tables: TableWriters<typeof tables> };

/** What a certificate promises, as who draws it says. */
const promise = {
  payee: organisationId,
  currency,
  amount,
  due: date,
  transferable: optional(
    flag({ en: "Whether it may be passed on. Default: true.", zh: "可否转让，默认可以。" }),
  ),
  divisible: optional(
    flag({ en: "Whether it may be split. Default: true.", zh: "可否拆分，默认可以。" }),
  ),
  recourse: optional(
    flag({
      en: "Whether a holder who is not paid may turn to those before. Default: true.",
      zh: "未获付款时可否向前手追索，默认可以。",
    }),
  ),
  background,
  sealed: optional(sealed),
};

/** What both ways of making a certificate have in common. */
const making = {
  tables,
  reads: organisationReads,
  roles: ["operator"],
  recordClass: "receivable.certificates",
} as const;

const REFUSALS = [...DRAW_REFUSALS, ...SEALED_REFUSALS, OUTCOMES.backgroundBlocked] as const;

interface Promised extends Drawing {
  readonly background: readonly Cited[];
  readonly sealed?: Sealed | undefined;
}

/** Writes a certificate with its one part, and what its documents say. */
function drawUp(
  ctx: Context,
  input: Promised,
): (Taken & { readonly findings: readonly Finding[] }) | Refused<(typeof REFUSALS)[number]> {
  const policy = policyNow(ctx.tables);
  const drawn = draw(ctx, policy, input);
  if ("outcome" in drawn) return drawn;
  const { certificate, part } = drawn;
  const findings = takeBackground(ctx.tables, policy, ctx, {
    ...{ certificate, side: "settled", amount: input.amount, cited: input.background },
  });
  if ("outcome" in findings) return findings;
  ctx.tables.certificates.put(certificate);
  ctx.tables.parts.put(part);
  const unsealable = keepSealed(ctx, certificate.certificate, input.sealed);
  if (unsealable !== null) return unsealable;
  return { certificate, part, findings };
}

/** A certificate is drawn, to be accepted and received. */
export const register = defineAction({
  ...making,
  name: "register",
  title: { en: "Register a certificate", zh: "登记凭证" },
  summary: {
    en: "Draws a certificate on a debtor for a payee, with the documents behind it. It is worth nothing until the debtor has accepted and the payee received it.",
    zh: "由出票人登记以债务人为承兑人、以收款人为权利人的凭证及其贸易单据；经承兑与签收后方生效。",
  },
  scope: ({ amount: value }) => ({ value }),
  input: { debtor: organisationId, ...promise },
  output: { certificate: certificateNumber, findings: findingsField },
  refusals: REFUSALS,
  run(ctx, input) {
    const drawn = drawUp(ctx, input);
    if ("outcome" in drawn) return drawn;
    return ok({ certificate: ctx.index, findings: copied(drawn.findings) });
  },
});

/** A debtor draws on itself, accepts, and offers the certificate to the payee, in one. */
export const issue = defineAction({
  ...making,
  name: "issue",
  title: { en: "Issue a certificate", zh: "签发凭证" },
  summary: {
    en: "The debtor draws a certificate on itself, accepts it and offers it to the payee, in one statement. Certificate and request have the same number.",
    zh: "债务人一次完成出票、承兑并向收款人提示收票；凭证与请求编号相同。",
  },
  scope: ({ amount: value }) => ({ value }),
  input: { ...promise, expires },
  output: { certificate: certificateNumber, request: requestNumber, findings: findingsField },
  refusals: [...REFUSALS, ...OFFER_REFUSALS],
  run(ctx, { expires: until, ...input }) {
    const { tables: to, caller, index, block } = ctx;
    const debtor = caller.organisation;
    const drawn = drawUp(ctx, { ...input, debtor });
    if ("outcome" in drawn) return drawn;
    const { certificate, part, findings } = drawn;
    // Through the same states as in three statements, though nobody waits in between.
    const asked = ask(part, "acceptance", { request: index, kind: "acceptance", until });
    const at = { index, time: block.time };
    const agreement = { kind: "acceptance", from: debtor, to: debtor } as const;
    const accepted = asked && complete(to, certificate, asked, agreement, at);
    if (accepted === undefined) return refuse(OUTCOMES.stateForbids);
    const offered = placeOffer(ctx, policyNow(to), {
      ...{ kind: "receipt", certificate, part: accepted, to: input.payee, expires: until },
    });
    if (offered.outcome !== null) return offered;
    return ok({ certificate: index, request: index, findings: copied(findings) });
  },
});

function copied(findings: readonly Finding[]): Finding[] {
  return findings.map(({ code, documents }) => ({ code, documents: [...documents] }));
}

/** The two offers by which a drawn certificate comes into circulation. */
const bringing = {
  ...offering,
  input: { certificate: certificateNumber, expires },
  refusals: OFFERING_REFUSALS,
} as const;

function bring(
  ctx: Here & { readonly tables: TableWriters<typeof policyTables> },
  { certificate: number, expires: until }: { certificate: number; expires: number },
  kind: "acceptance" | "receipt",
) {
  const taken = takeOwn(ctx, { certificate: number, start: 0n });
  if ("outcome" in taken) return taken;
  const { certificate, part } = taken;
  const to = kind === "acceptance" ? certificate.debtor : certificate.payee;
  return placeOffer(ctx, policyNow(ctx.tables), { kind, certificate, part, to, expires: until });
}

/** The drawer asks the debtor to accept. */
export const offerAcceptance = defineAction({
  ...bringing,
  name: "offer-acceptance",
  title: { en: "Ask for acceptance", zh: "提示承兑" },
  summary: {
    en: "The drawer asks the debtor to promise payment on the due date.",
    zh: "出票人请求债务人承诺到期付款。",
  },
  run: (ctx, input) => bring(ctx, input, "acceptance"),
});

/** The drawer asks the payee to take the certificate. */
export const offerReceipt = defineAction({
  ...bringing,
  name: "offer-receipt",
  title: { en: "Ask to receive", zh: "提示收票" },
  summary: {
    en: "The drawer offers an accepted certificate to its payee.",
    zh: "出票人请求收款人签收已承兑凭证。",
  },
  run: (ctx, input) => bring(ctx, input, "receipt"),
});
