import { ActLink } from "../../acting/act-link.tsx";
import { ViewTable } from "../../acting/view-table.tsx";
import { useText } from "../../language.ts";
import { texts } from "./messages.ts";
import type { Role } from "./records.ts";
import { useEnded } from "./tags.tsx";

/** Named sets of rights. */
export function Roles() {
  const t = useText(texts);
  const ended = useEnded();
  return (
    <>
      <div className="page-actions">
        <ActLink action="membership.define-role">{t("defineRole")}</ActLink>
      </div>
      <ViewTable<Role>
        app="membership"
        view="roles"
        list="roles"
        caption={t("roles")}
        rowKey={(row) => row.role}
        empty={{ title: t("noRoles"), text: t("noRolesText") }}
        columns={[
          {
            key: "role",
            title: t("columnRole"),
            render: ({ role, title, operators }) => (
              <>
                <bdi>{title}</bdi> <code className="small">{role}</code>{" "}
                {operators && <span className="tag">{t("operatorsGrant")}</span>}
              </>
            ),
          },
          {
            key: "capabilities",
            title: t("columnCapabilities"),
            render: ({ capabilities }) => <Capabilities names={capabilities} />,
          },
          {
            key: "do",
            title: t("columnDo"),
            render: (row) =>
              row.toHeight !== undefined ? (
                <span className="tag">{t("retired", { height: row.toHeight })}</span>
              ) : (
                !ended(row) && (
                  <span className="act-row">
                    <ActLink
                      action="membership.grant"
                      suggested={{ role: row.role, member: "" }}
                      quiet
                    >
                      {t("grant")}
                    </ActLink>
                    <ActLink action="membership.retire-role" known={{ role: row.role }} quiet>
                      {t("retire")}
                    </ActLink>
                  </span>
                )
              ),
          },
        ]}
      />
    </>
  );
}

/** Names of actions that a right opens. */
export function Capabilities({ names }: { names: readonly string[] }) {
  return (
    <span className="tags">
      {names.map((name) => (
        <code className="tag" key={name}>
          {name}
        </code>
      ))}
    </span>
  );
}
