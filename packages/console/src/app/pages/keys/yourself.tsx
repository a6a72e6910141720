import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { OrganisationLink } from "../../acting/organisation-link.tsx";
import { useMember } from "../../acting/views.ts";
import { useMe } from "../../api/facts.ts";
import { getJson } from "../../api/request.ts";
import { type Text, useLanguage, useText } from "../../language.ts";
import { openSignIn } from "../../shell/sign-in-dialog.tsx";
import { type ConsoleSigner, type NoSigner, useSigner } from "../../signing/signers.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loading } from "../../ui/loading.tsx";
import { texts } from "./messages.ts";

/** Who the reader is to the node and to the ledger, and what the node lets them do. */
export function Yourself() {
  const t = useText(texts);
  const { data: me } = useMe();
  const member = useMember(me?.member);
  const signer = useSigner();
  if (me === undefined) return <Loading />;
  if (me.kind === "anonymous") return <NobodyThere />;
  return (
    <>
      <section className="panel stack">
        <dl className="facts">
          <dt>{t("signedInBy")}</dt>
          <dd>{t(`kind-${me.kind}`)}</dd>
          {member !== undefined && (
            <>
              <dt>{t("member")}</dt>
              <dd>
                <Link to={`/organisations/members/${member.member}`}>{member.member}</Link>
              </dd>
              <dt>{t("organisation")}</dt>
              <dd>
                <OrganisationLink id={member.organisation} />
              </dd>
              <dt>{t("role")}</dt>
              <dd>{t(`role-${member.role}`)}</dd>
            </>
          )}
          <dt>{t("signer")}</dt>
          <dd>{signerWords(signer, t)}</dd>
        </dl>
        {member !== undefined && (
          <p>
            <Link to={`/organisations/members/${member.member}`}>{t("ledgerRights")}</Link>
          </p>
        )}
      </section>
      <Rights capabilities={me.capabilities} />
    </>
  );
}

function NobodyThere() {
  const t = useText(texts);
  return (
    <Empty icon="person" title={t("notSignedIn")}>
      <p>{t("notSignedInText")}</p>
      <button type="button" className="button button-main" onClick={openSignIn}>
        {t("signIn")}
      </button>
    </Empty>
  );
}

/** Who signs what is done in the console, in words. */
export function signerWords(signer: ConsoleSigner | NoSigner, t: Text<typeof texts.en>): string {
  if (typeof signer === "string") return t("signsNot");
  return signer.kind === "node" ? t("signsNode") : t("signsBrowser", { label: signer.key.label });
}

interface Permissions {
  readonly node: readonly {
    readonly capability: string;
    readonly en: string;
    readonly zh: string;
  }[];
}

function Rights({ capabilities }: { capabilities: readonly string[] }) {
  const t = useText(texts);
  const lang = useLanguage();
  const { data } = useQuery({
    queryKey: ["permissions"],
    queryFn: ({ signal }) => getJson<Permissions>("/v1/permissions", { signal }),
    staleTime: 3_600_000,
  });
  const rows = capabilities.flatMap((capability) => {
    if (capability === "*") return [{ capability, words: t("allActions") }];
    const known = (data?.node ?? []).filter(
      (one) => one.capability === capability || capability === "node.*",
    );
    return known.length === 0
      ? [{ capability, words: t("actionsOf") }]
      : known.map((one) => ({ capability: one.capability, words: one[lang] }));
  });
  return (
    <section className="stack">
      <h2>{t("rights")}</h2>
      <p className="muted">{t("rightsText")}</p>
      <dl className="facts">
        {rows.map(({ capability, words }) => (
          <div className="facts-pair" key={capability}>
            <dt>
              <code>{capability}</code>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
