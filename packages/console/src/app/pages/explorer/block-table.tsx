import { Link } from "@tanstack/react-router";
import { count } from "../../../web/format.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";
import { Moment } from "../../ui/moment.tsx";
import { OrganisationName } from "../../ui/organisation-name.tsx";
import type { Block } from "./log-api.ts";
import { texts } from "./messages.ts";

/** Blocks, one a line. */
export function BlockTable(props: {
  blocks: readonly Block[];
  caption: string;
  busy?: boolean;
  /** True to leave out who signed and the root. */
  brief?: boolean;
}) {
  const { blocks, caption, busy = false, brief = false } = props;
  const t = useText(texts);
  const columns = [
    {
      key: "height",
      title: t("height"),
      numeric: true,
      render: ({ height }: Block) => <Link to={`/explorer/blocks/${height}`}>{count(height)}</Link>,
    },
    {
      key: "time",
      title: t("time"),
      render: ({ time }: Block) => <Moment time={time} show={brief ? "ago" : "absolute"} />,
    },
    {
      key: "entries",
      title: t("entries"),
      numeric: true,
      render: (block: Block) => count(block.count),
    },
    {
      key: "signedBy",
      title: t("signedBy"),
      render: ({ signedBy }: Block) => <Signers organisations={signedBy} />,
    },
    {
      key: "logRoot",
      title: t("logRoot"),
      render: ({ logRoot }: Block) => <Digest value={logRoot} label={t("logRoot")} />,
    },
  ];
  return (
    <DataTable
      caption={caption}
      busy={busy}
      rows={blocks}
      rowKey={({ height }) => String(height)}
      columns={brief ? columns.slice(0, 4) : columns}
    />
  );
}

/** Who signed the checkpoint of a block. */
export function Signers({ organisations }: { organisations: readonly string[] }) {
  const t = useText(texts);
  if (organisations.length === 0) return <span className="muted">{t("coveredLater")}</span>;
  return (
    <span className="tags">
      {organisations.map((id) => (
        <span key={id} className="tag">
          <OrganisationName id={id} />
        </span>
      ))}
    </span>
  );
}
