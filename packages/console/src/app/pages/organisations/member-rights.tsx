import { Link } from "@tanstack/react-router";
import { ActLink } from "../../acting/act-link.tsx";
import { useView } from "../../acting/views.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { useText } from "../../language.ts";
import { Moment } from "../../ui/moment.tsx";
import { texts } from "./messages.ts";
import type { Delegation, Grant } from "./records.ts";
import { Capabilities } from "./roles.tsx";
import { Span, useEnded } from "./tags.tsx";

/** Roles granted to a member, and rights lent and borrowed. */
export function Rights({ member }: { member: string }) {
  return (
    <>
      <Grants member={member} />
      <Delegations member={member} />
    </>
  );
}

function Grants({ member }: { member: string }) {
  const t = useText(texts);
  const ended = useEnded();
  const { data } = useView<{ grants: readonly Grant[] }>("membership", "grants", { member });
  const rows = data?.grants ?? [];
  return (
    <section className="stack">
      <div className="act-head">
        <h2>{t("grants")}</h2>
        <ActLink action="membership.grant" known={{ member }}>
          {t("grant")}
        </ActLink>
      </div>
      {rows.length === 0 ? (
        <p className="muted">{t("noGrants")}</p>
      ) : (
        <DataTable
          caption={t("grants")}
          rows={rows}
          rowKey={({ role, grant }) => `${role} ${grant}`}
          columns={[
            { key: "role", title: t("columnRole"), render: ({ role }) => <code>{role}</code> },
            {
              key: "scope",
              title: t("columnScope"),
              render: ({ app, recordClass, organisation }) => (
                <bdi>
                  {[app, recordClass, organisation].filter(Boolean).join(" · ") || t("whole")}
                </bdi>
              ),
            },
            { key: "by", title: t("columnBy"), render: ({ by }) => <MemberLink member={by} /> },
            {
              key: "standing",
              title: t("columnStanding"),
              render: (row) => <Span {...row} until={row.until} />,
            },
            {
              key: "do",
              title: t("columnDo"),
              render: (row) =>
                ended(row) ? null : (
                  <ActLink
                    action="membership.revoke-grant"
                    known={{ member, role: row.role, grant: row.grant }}
                    quiet
                  >
                    {t("revoke")}
                  </ActLink>
                ),
            },
          ]}
        />
      )}
    </section>
  );
}

function Delegations({ member }: { member: string }) {
  const t = useText(texts);
  const ended = useEnded();
  const lent = useView<{ delegations: readonly Delegation[] }>("membership", "delegations", {
    member,
    side: "delegator",
  });
  const borrowed = useView<{ delegations: readonly Delegation[] }>("membership", "delegations", {
    member,
    side: "delegate",
  });
  const rows = [...(lent.data?.delegations ?? []), ...(borrowed.data?.delegations ?? [])];
  return (
    <section className="stack">
      <div className="act-head">
        <h2>{t("delegations")}</h2>
        <ActLink action="membership.delegate">{t("delegate")}</ActLink>
      </div>
      {rows.length === 0 ? (
        <p className="muted">{t("noDelegations")}</p>
      ) : (
        <DataTable
          caption={t("delegations")}
          rows={rows}
          rowKey={({ delegator, delegation }) => `${delegator} ${delegation}`}
          columns={[
            {
              key: "member",
              title: t("columnMember"),
              render: ({ delegator, delegate }) =>
                delegator === member
                  ? t("lent", { member: delegate })
                  : t("borrowed", { member: delegator }),
            },
            {
              key: "capabilities",
              title: t("columnCapabilities"),
              render: ({ capabilities }) => <Capabilities names={capabilities} />,
            },
            {
              key: "until",
              title: t("columnUntil"),
              render: ({ until }) => <Moment time={until} show="absolute" />,
            },
            {
              key: "standing",
              title: t("columnStanding"),
              render: (row) => <Span {...row} until={row.until} />,
            },
            {
              key: "do",
              title: t("columnDo"),
              render: (row) =>
                ended(row) ? null : (
                  <ActLink
                    action="membership.end-delegation"
                    known={{ delegator: row.delegator, delegation: row.delegation }}
                    quiet
                  >
                    {t("end")}
                  </ActLink>
                ),
            },
          ]}
        />
      )}
    </section>
  );
}

/** A member's id, leading to its page. */
export function MemberLink({ member }: { member: string }) {
  return <Link to={`/organisations/members/${member}`}>{member}</Link>;
}
