import { Link } from "@tanstack/react-router";
import { count } from "../../../web/format.ts";
import { DataTable } from "../../explore/data-table.tsx";
import { OutcomeTag } from "../../explore/outcome.tsx";
import { useText } from "../../language.ts";
import { Moment } from "../../ui/moment.tsx";
import { ActionName } from "./action-name.tsx";
import type { ListedStatement } from "./log-api.ts";
import { texts } from "./messages.ts";

/** Statements, one a line. */
export function StatementTable(props: {
  statements: readonly ListedStatement[];
  caption: string;
  busy?: boolean;
  /** True to show how long ago instead of when. */
  brief?: boolean;
}) {
  const { statements, caption, busy = false, brief = false } = props;
  const t = useText(texts);
  return (
    <DataTable
      caption={caption}
      busy={busy}
      rows={statements}
      rowKey={({ index }) => String(index)}
      columns={[
        {
          key: "index",
          title: t("index"),
          numeric: true,
          render: ({ index }) => <Link to={`/explorer/statements/${index}`}>{count(index)}</Link>,
        },
        {
          key: "what",
          title: t("what"),
          render: ({ action }) => <ActionName action={action} />,
        },
        {
          key: "who",
          title: t("who"),
          render: ({ member }) => <bdi>{member ?? "—"}</bdi>,
        },
        {
          key: "time",
          title: t("time"),
          render: ({ time }) => <Moment time={time} show={brief ? "ago" : "absolute"} />,
        },
        {
          key: "outcome",
          title: t("outcome"),
          render: ({ outcome, name }) => <OutcomeTag outcome={outcome} name={name} />,
        },
      ]}
    />
  );
}
