import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

/** Nothing there yet: says what would stand here and how it comes about. */
export function Empty(props: { icon?: IconName; title: string; children?: ReactNode }) {
  const { icon = "info", title, children } = props;
  return (
    <div className="empty">
      <Icon name={icon} size={32} />
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="empty-text">{children}</div>}
    </div>
  );
}
