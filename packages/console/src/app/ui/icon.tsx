/** Line drawings on a field of 24 by 24, drawn with a stroke of the text's colour. */
const PATHS = {
  overview: "M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z",
  deposit: "M12 15V4M8 8l4-4 4 4M4 14v5a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-5",
  records: "M7 3h8l4 4v14H7zM15 3v4h4M10 12h6M10 16h6",
  verify: "M12 3l8 3v6c0 4.5-3.2 7.6-8 9-4.8-1.4-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-5",
  explorer: "M4 6h16M4 12h16M4 18h10M17 16l4 4",
  organisations: "M4 20V8l8-4 8 4v12M2 20h20M9 20v-5h6v5M8 11h.01M12 11h.01M16 11h.01",
  governance: "M12 4v16M7 20h10M12 6L5 8l-3 6h6zM12 6l7 2 3 6h-6z",
  supervision: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  keys: "M14 10a4 4 0 1 0-3.6 4L12 15.6V18h2.4v2.4H18V17l-4.6-4.6A4 4 0 0 0 14 10zM9 9h.01",
  developers: "M8 7l-5 5 5 5M16 7l5 5-5 5M14 4l-4 16",
  receivables: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM5 15V4h10",
  done: "M5 12.5l4.5 4.5L19 7.5",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v3M12 19v3M2 12h3M19 12h3M4.9 4.9L7 7M17 17l2.1 2.1M19.1 4.9L17 7M7 17l-2.1 2.1",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  auto: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.6-6 8-6s8 2 8 6",
  out: "M14 8V4H4v16h10v-4M9 12h12M17 8l4 4-4 4",
  book: "M4 5h6a2 2 0 0 1 2 2v13a2 2 0 0 0-2-2H4zM20 5h-6a2 2 0 0 0-2 2v13a2 2 0 0 1 2-2h6z",
  warning: "M12 4l9 16H3zM12 10v4M12 17h.01",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8h.01",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
  download: "M12 4v11M8 11l4 4 4-4M4 20h16",
  open: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
} as const;

/** Name of a drawing. */
export type IconName = keyof typeof PATHS;

/** A drawing beside words; it says nothing that the words do not. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
