import { count } from "../../../web/format.ts";
import { useStatus, useTrust } from "../../api/facts.ts";
import { type Network, type NetworkOrganisation, useNetwork } from "../../api/network.ts";
import { useText } from "../../language.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { OrganisationName } from "../../ui/organisation-name.tsx";
import { texts } from "./messages.ts";

/** Who orders and signs the ledger, and how many of them it can lose. */
export function Keepers() {
  const t = useText(texts);
  const { data, error } = useNetwork();
  return (
    <section className="panel" aria-labelledby="keepers">
      <h2 id="keepers">{t("orderedBy")}</h2>
      {error !== null && data === undefined && <ErrorNote error={error} />}
      {data === undefined && error === null && <Loading />}
      {data === null && <Alone />}
      {data !== undefined && data !== null && <Together network={data} />}
    </section>
  );
}

function Alone() {
  const t = useText(texts);
  const { data: status } = useStatus();
  const { data: trusted } = useTrust();
  const id = status?.organisation;
  const name = trusted?.trust.organisations.find((one) => one.id === id)?.name ?? id ?? "";
  return (
    <>
      <p className="overview-tolerance">{t("alone", { name })}</p>
      <p className="muted">{t("aloneText")}</p>
    </>
  );
}

function Together({ network }: { network: Network }) {
  const t = useText(texts);
  const { organisations, quorum, mayFail, certificates } = network;
  const all = organisations.length;
  const last = certificates[0];
  return (
    <>
      {mayFail > 0 ? (
        <p>
          <strong className="overview-tolerance">{t("canLose", { mayFail, count: all })}</strong>{" "}
          <span className="muted">{t("canLoseText", { quorum, count: all })}</span>
        </p>
      ) : (
        <p className="overview-tolerance">{t("cannotLose", { count: all })}</p>
      )}
      <table className="overview-table">
        <thead>
          <tr>
            <th scope="col">{t("organisation")}</th>
            <th scope="col">{t("state")}</th>
            <th scope="col">
              {certificates.length === 0
                ? t("signedNone")
                : t("signed", { count: certificates.length })}
            </th>
          </tr>
        </thead>
        <tbody>
          {organisations.map((one) => (
            <tr key={one.id}>
              <td>
                <OrganisationName id={one.id} />
              </td>
              <td>
                <State organisation={one} own={one.id === network.organisation} />
              </td>
              <td>
                <Signed signed={one.signed} of={certificates.length} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {last !== undefined && (
        <p className="muted small">
          {t("lastSigned", {
            height: count(last.height),
            signers: last.organisations.length,
            count: all,
          })}
        </p>
      )}
    </>
  );
}

function State({ organisation, own }: { organisation: NetworkOrganisation; own: boolean }) {
  const t = useText(texts);
  const { connected, behind } = organisation;
  const words = own ? t("ownNode") : connected ? t("connected") : t("away");
  const lag = behind === null ? "" : behind > 0 ? t("behind", { count: behind }) : t("level");
  return (
    <span className={connected ? "overview-present" : "overview-away"}>
      {words}
      {connected && lag !== "" && <span className="muted"> · {lag}</span>}
    </span>
  );
}

function Signed({ signed, of }: { signed: number; of: number }) {
  const t = useText(texts);
  if (of === 0) return "–";
  return (
    <span className="overview-signed">
      <meter min={0} max={Math.max(of, 1)} value={signed} aria-hidden="true" />
      {t("signedOf", { signed, count: of })}
    </span>
  );
}
