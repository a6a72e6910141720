import { ActLink } from "../../acting/act-link.tsx";
import { useView } from "../../acting/views.ts";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { Moment } from "../../ui/moment.tsx";
import { texts } from "./messages.ts";

interface RecoveryView {
  readonly policy?: {
    readonly threshold: number;
    readonly guardians: readonly string[];
    readonly waitMs: number;
  };
  readonly recoveries: readonly {
    readonly recovery: number;
    readonly keyId: string;
    readonly approvals: readonly string[];
    readonly status: "open" | "done" | "cancelled";
    readonly readyAt?: number;
  }[];
}

/** Who restores the access of a member when all of its keys are lost, and what is under way. */
export function Recovery({ member }: { member: string }) {
  const t = useText(texts);
  const { data } = useView<RecoveryView>("membership", "recovery", { member });
  const policy = data?.policy;
  const known = { member };
  const hours = Math.round((policy?.waitMs ?? 0) / 3_600_000);
  return (
    <section className="stack">
      <div className="act-head">
        <h2>{t("recovery")}</h2>
        <div className="page-actions">
          <ActLink action="membership.set-recovery" known={known}>
            {t("setRecovery")}
          </ActLink>
          {policy !== undefined && (
            <ActLink action="membership.propose-recovery" known={known}>
              {t("proposeRecovery")}
            </ActLink>
          )}
        </div>
      </div>
      {policy === undefined ? (
        <p className="muted">
          {t("noRecovery")} {t("noRecoveryText")}
        </p>
      ) : (
        <p>
          {t("recoveryPolicy", {
            threshold: policy.threshold,
            count: policy.guardians.length,
            guardians: policy.guardians.join(", "),
          })}{" "}
          {hours > 0 && t("recoveryWait", { count: hours })}
        </p>
      )}
      {data?.recoveries.map(({ recovery, keyId, approvals, status, readyAt }) => (
        <div key={recovery} className="act-call">
          <p className="act-title">
            <strong>{t("recoveryOpen", { number: recovery, count: approvals.length })}</strong>
            <span className={status === "open" ? "tag tag-warn" : "tag"}>
              {t(`recovery-${status}`)}
            </span>
            <bdi>{approvals.join(", ")}</bdi>
          </p>
          <p>
            <Digest value={keyId} label={t("columnKey")} />{" "}
            {readyAt !== undefined && <Moment time={readyAt} show="absolute" />}
          </p>
          {status === "open" && (
            <div className="page-actions">
              {(["approve", "complete", "cancel"] as const).map((step) => (
                <ActLink
                  key={step}
                  action={`membership.${step}-recovery`}
                  known={{ member, recovery }}
                >
                  {t(step)}
                </ActLink>
              ))}
            </div>
          )}
        </div>
      ))}
    </section>
  );
}
