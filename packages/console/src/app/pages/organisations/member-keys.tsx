import { Link } from "@tanstack/react-router";
import { ActLink } from "../../acting/act-link.tsx";
import { ViewTable } from "../../acting/view-table.tsx";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { Moment } from "../../ui/moment.tsx";
import { texts } from "./messages.ts";
import type { Certificate, MemberKey } from "./records.ts";
import { Span, useEnded } from "./tags.tsx";

/** Keys of a member, those that have ended as well. */
export function MemberKeys({ member }: { member: string }) {
  const t = useText(texts);
  const ended = useEnded();
  return (
    <section className="stack">
      <div className="act-head">
        <h2>{t("keys")}</h2>
        <ActLink action="membership.add-key" known={{ member }}>
          {t("addKey")}
        </ActLink>
      </div>
      <p className="muted">{t("keysText")}</p>
      <ViewTable<MemberKey>
        app="membership"
        view="keys"
        query={{ member }}
        list="keys"
        caption={t("keys")}
        rowKey={({ keyId }) => keyId}
        empty={{ title: t("noKeys") }}
        columns={[
          {
            key: "key",
            title: t("columnKey"),
            render: ({ keyId }) => <Digest value={keyId} label={t("columnKey")} />,
          },
          {
            key: "purposes",
            title: t("columnPurposes"),
            render: ({ purposes }) =>
              purposes === undefined
                ? t("allPurposes")
                : purposes.map((one) => t(`purpose-${one}` as "purpose-records")).join(" · "),
          },
          {
            key: "standing",
            title: t("columnStanding"),
            render: (key) => <Span {...key} until={key.notAfter} />,
          },
          {
            key: "ends",
            title: t("columnEnds"),
            render: ({ notAfter }) =>
              notAfter === undefined ? (
                <span className="muted">{t("never")}</span>
              ) : (
                <Moment time={notAfter} show="absolute" />
              ),
          },
          {
            key: "do",
            title: t("columnDo"),
            render: (key) => (
              <span className="act-row">
                {!ended(key) && (
                  <>
                    <ActLink action="membership.rotate-key" known={{ keyId: key.keyId }} quiet>
                      {t("rotate")}
                    </ActLink>
                    <ActLink action="membership.revoke-key" known={{ keyId: key.keyId }} quiet>
                      {t("revoke")}
                    </ActLink>
                  </>
                )}
                <Link
                  to={`/explorer/tables/membership/keys/row?key=${encodeURIComponent(JSON.stringify([key.keyId]))}`}
                >
                  {t("proveRow")}
                </Link>
              </span>
            ),
          },
        ]}
      />
    </section>
  );
}

/** X.509 certificates bound to a member. */
export function Certificates({ member }: { member: string }) {
  const t = useText(texts);
  return (
    <section className="stack">
      <div className="act-head">
        <h2>{t("certificates")}</h2>
        <ActLink action="membership.add-certificate" known={{ member }}>
          {t("addCertificate")}
        </ActLink>
      </div>
      <ViewTable<Certificate>
        app="membership"
        view="certificates"
        query={{ member }}
        list="certificates"
        caption={t("certificates")}
        rowKey={({ fingerprint }) => fingerprint}
        small
        empty={{ title: t("noCertificates"), text: t("certificatesText") }}
        columns={[
          {
            key: "certificate",
            title: t("columnCertificate"),
            render: ({ fingerprint }) => (
              <Digest value={fingerprint} label={t("columnCertificate")} />
            ),
          },
          {
            key: "ends",
            title: t("columnEnds"),
            render: ({ notAfter }) => <Moment time={notAfter} show="absolute" />,
          },
          {
            key: "standing",
            title: t("columnStanding"),
            render: (row) => <Span {...row} until={row.notAfter} />,
          },
          {
            key: "do",
            title: t("columnDo"),
            render: ({ fingerprint, toHeight }) =>
              toHeight !== undefined ? null : (
                <ActLink action="membership.revoke-certificate" known={{ fingerprint }} quiet>
                  {t("revoke")}
                </ActLink>
              ),
          },
        ]}
      />
    </section>
  );
}
