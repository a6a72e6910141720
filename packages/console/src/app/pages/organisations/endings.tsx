import { Link } from "@tanstack/react-router";
import { useView } from "../../acting/views.ts";
import { type Expiry, useExpiries } from "../../api/network.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { useText } from "../../language.ts";
import { ENDS_AHEAD_DAYS, ENDS_BEHIND_DAYS, OFFICE_ASKED } from "../../limits.ts";
import { Empty } from "../../ui/empty.tsx";
import { Moment } from "../../ui/moment.tsx";
import { texts } from "./messages.ts";
import type { Authority, Certificate } from "./records.ts";
import { DaysLeft, useEnded } from "./tags.tsx";

const DAY_MS = 86_400_000;

interface Ending {
  readonly what: string;
  readonly kind: string;
  readonly owner: string;
  readonly to?: string;
  readonly ends: number;
}

/** What ends within 90 days, the next first. */
export function Endings() {
  const t = useText(texts);
  const rows = useEndings();
  return (
    <>
      <p className="muted">{t("endingsText")}</p>
      {rows.length === 0 ? (
        <Empty icon="done" title={t("noEndings")} />
      ) : (
        <DataTable
          caption={t("endings")}
          rows={rows}
          rowKey={({ what, kind, owner }) => `${kind} ${what} ${owner}`}
          columns={[
            {
              key: "what",
              title: t("columnWhat"),
              render: ({ what, kind }) => (
                <>
                  {kind} <bdi title={what}>{what.length > 48 ? `${what.slice(0, 24)}…` : what}</bdi>
                </>
              ),
            },
            {
              key: "owner",
              title: t("columnOwner"),
              render: ({ owner, to }) =>
                to === undefined ? <bdi>{owner}</bdi> : <Link to={to}>{owner}</Link>,
            },
            {
              key: "ends",
              title: t("columnEnds"),
              render: ({ ends }) => (
                <>
                  <Moment time={ends} show="absolute" /> <DaysLeft ends={ends} />
                </>
              ),
            },
          ]}
        />
      )}
    </>
  );
}

function useEndings(): readonly Ending[] {
  const t = useText(texts);
  const ended = useEnded();
  // To the day, so that the question stays the same while the page is open.
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const [from, to] = [today - ENDS_BEHIND_DAYS * DAY_MS, today + ENDS_AHEAD_DAYS * DAY_MS];
  const { data: bound } = useView<{ certificates: readonly Certificate[] }>(
    "membership",
    "certificates",
    { from, to, limit: OFFICE_ASKED },
  );
  const { data: authorities } = useView<{ authorities: readonly Authority[] }>(
    "membership",
    "authorities",
    { limit: OFFICE_ASKED },
  );
  const { data: own = [] } = useExpiries();
  const rows: Ending[] = [
    ...(bound?.certificates ?? [])
      .filter((one) => !ended(one))
      .map(({ fingerprint, member, notAfter }) => ({
        what: fingerprint,
        kind: t("columnCertificate"),
        owner: member,
        to: `/organisations/members/${member}`,
        ends: notAfter,
      })),
    ...(authorities?.authorities ?? [])
      .filter((one) => !ended(one) && one.notAfter >= from && one.notAfter <= to)
      .map(({ subject, organisation, notAfter }) => ({
        what: subject,
        kind: t("columnAuthority"),
        owner: organisation,
        to: `/organisations/${organisation}`,
        ends: notAfter,
      })),
    ...own.filter(ofNode).map(({ kind, name, owner = "", ends }) => ({
      what: name,
      kind,
      owner,
      ends,
    })),
  ];
  return rows.sort((a, b) => a.ends - b.ends);
}

/** What the node watches beside what the ledger itself tells. */
function ofNode({ kind }: Expiry): boolean {
  return kind !== "certificate" && kind !== "authority";
}
