import { equalBytes } from "@tallystick/core/bytes";
import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { digest, time, title } from "../fields.ts";
import { WAIT_MAX_MS } from "../limits.ts";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { head, headOf } from "../records/head.ts";
import { acceptances, location, ruleBooks, ruleBookVersion } from "../records/rule-books.ts";

/** Publishes a version of the rule book. */
export const publishRuleBook = defineAction({
  name: "publish-rule-book",
  title: { en: "Publish a rule book", zh: "发布公约" },
  summary: {
    en: "Publishes the next version of the rule book with the time from which it is in force. Organisations then accept it before they go on using applications.",
    zh: "发布新版公约及其生效时刻；生效后各机构须先接受方可继续使用应用。",
  },
  tables: { head, ruleBooks },
  roles: ["consortium"],
  input: {
    version: ruleBookVersion,
    title,
    digest,
    location,
    effective: time("From when it is in force", "生效时刻"),
  },
  output: {},
  refusals: [OUTCOMES.versionTaken, OUTCOMES.timeNotPast],
  run({ tables, block, index }, book) {
    const row = headOf(tables.head);
    const { ruleBook = 0, ruleBookFrom = 0 } = row;
    if (book.version !== ruleBook + 1 || ruleBookFrom > block.time) {
      return refuse(OUTCOMES.versionTaken, { latest: ruleBook });
    }
    const { effective } = book;
    // The next version waits for this one, so that must not be for ever.
    if (effective < block.time || effective > block.time + WAIT_MAX_MS) {
      return refuse(OUTCOMES.timeNotPast, { member: "effective" });
    }
    tables.ruleBooks.put({ ...book, published: block.time, entry: index });
    tables.head.put({
      ...row,
      ruleBook: book.version,
      ruleBookFrom: book.effective,
      ruleBookBefore: row.ruleBook,
    });
    return ok({});
  },
});

/** Accepts a version of the rule book. */
export const acceptRuleBook = defineAction({
  name: "accept-rule-book",
  title: { en: "Accept the rule book", zh: "接受公约" },
  summary: {
    en: "Accepts a version of the rule book for the caller's organisation; the signature of the statement is the signature under it.",
    zh: "代表本机构接受公约；声明的签名即为对公约的签署。",
  },
  tables: { ruleBooks, acceptances },
  roles: ["operator"],
  input: { version: ruleBookVersion, digest },
  output: {},
  refusals: [OUTCOMES.noSuchRuleBook],
  run({ tables, block, caller, index }, { version, digest }) {
    const book = tables.ruleBooks.get({ version });
    // Who accepts says what: a version under which another text is remembered is not accepted.
    if (book === undefined || !equalBytes(book.digest, digest))
      return refuse(OUTCOMES.noSuchRuleBook);
    const { organisation, member } = caller;
    tables.acceptances.put({ version, organisation, member, at: block.time, entry: index });
    return ok({});
  },
});
