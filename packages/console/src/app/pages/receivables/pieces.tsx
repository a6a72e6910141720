import "../../acting/acting.css";
import "../../forms/forms.css";
import "../../explore/explore.css";
import "./receivables.css";
import { minorDigits } from "@tallystick/core/money";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useId } from "react";
import { ActLink } from "../../acting/act-link.tsx";
import { useView } from "../../acting/views.ts";
import { useText } from "../../language.ts";
import { Amount } from "../../ui/amount.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useOrganisations, useWhose } from "./facts.ts";
import { texts } from "./messages.ts";

/** An amount with the digits of its currency. */
export function Money({ minor, currency }: { minor: string | bigint; currency: string }) {
  return <Amount minor={minor} currency={currency} places={minorDigits(currency)} />;
}

/** An organisation by the name that the ledger has for it, with its id where that is another word. */
export function Organisation({ id }: { id: string }) {
  const name = useOrganisations().find(({ organisation }) => organisation === id)?.name;
  return <bdi title={id}>{name ?? id}</bdi>;
}

interface Application {
  readonly application?: { readonly status: "unfiled" | "filed" | "live" | "suspended" };
}

/** Says so when nothing can be done here yet, and where it begins. Nothing while it is live. */
export function NotLive() {
  const t = useText(texts);
  const { data } = useView<Application>("governance", "application", { app: "receivable" });
  if (data === undefined) return null;
  const { status = "unfiled" } = data.application ?? {};
  if (status === "live") return null;
  return (
    <section className="note note-warn" role="status">
      <p className="act-row">
        <Icon name="warning" /> <strong>{t(`notLive-${status}`)}</strong>
      </p>
      <p>{t(`notLiveText-${status}`)}</p>
      {status === "unfiled" && (
        <p>
          <ActLink action="governance.file-application" known={{ app: "receivable" }} main>
            {t("fileIt")}
          </ActLink>
        </p>
      )}
      {status === "filed" && (
        <p>
          <ActLink action="governance.approve-application" known={{ app: "receivable" }} main>
            {t("approveIt")}
          </ActLink>
        </p>
      )}
    </section>
  );
}

/** The organisation whose receivables are shown, and the choice of another one. */
export function WhosePicker() {
  const t = useText(texts);
  const id = useId();
  const whose = useWhose();
  const organisations = useOrganisations();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const known = organisations.some(({ organisation }) => organisation === whose);
  return (
    <div className="receivables-whose">
      <label htmlFor={id}>{t("whose")}</label>
      <select
        id={id}
        className="input"
        value={whose ?? ""}
        onChange={({ target }) =>
          void navigate({
            to: "/receivables",
            search: { ...search, organisation: target.value } as never,
          })
        }
      >
        {!known && <option value={whose ?? ""}>{whose ?? ""}</option>}
        {organisations.map(({ organisation, name }) => (
          <option key={organisation} value={organisation}>
            {name === organisation ? name : `${name} (${organisation})`}
          </option>
        ))}
      </select>
    </div>
  );
}
