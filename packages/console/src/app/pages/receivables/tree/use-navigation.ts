import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef } from "react";
import { panned, type View, WHOLE, zoomed } from "./cells.ts";

/** How much closer one step of a key or a button shows. */
export const ZOOM_STEP = 1.6;

/** Share of the view that one step of a key or a button moves. */
export const PAN_STEP = 0.25;

/** Pixels that a pointer may move and still be a click. */
const CLICK_PX = 5;

/** Moves a view by keys, wheel, mouse and touch: one finger moves, two come closer. */
export function useNavigation(
  frame: RefObject<HTMLElement | null>,
  closest: number,
  change: (to: (view: View) => View) => void,
  click: (target: EventTarget) => void,
) {
  const pointers = useRef(new Map<number, number>());
  const dragged = useRef(0);
  const share = (x: number) => {
    const box = frame.current?.getBoundingClientRect();
    return box === undefined || box.width === 0 ? 0 : (x - box.left) / box.width;
  };

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    // React listens passively, and a passive listener cannot keep the page from zooming as well.
    const onWheel = (event: WheelEvent) => {
      const box = element.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const at = (event.clientX - box.left) / box.width;
        change((view) => zoomed(view, Math.exp(-event.deltaY / 200), at, closest));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
        event.preventDefault();
        const by = (event.deltaX || event.deltaY) / box.width;
        change((view) => panned(view, by));
      }
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [frame, closest, change]);

  const onPointerDown = (event: PointerEvent) => {
    pointers.current.set(event.pointerId, event.clientX);
    if (pointers.current.size === 1) dragged.current = 0;
  };
  const onPointerMove = (event: PointerEvent) => {
    const before = pointers.current.get(event.pointerId);
    const width = frame.current?.clientWidth ?? 0;
    if (before === undefined || width === 0) return;
    const moved = event.clientX - before;
    dragged.current += Math.abs(moved);
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, event.clientX);
    if (other === undefined) {
      if (dragged.current > CLICK_PX) change((view) => panned(view, -moved / width));
      return;
    }
    const apart = Math.max(1, Math.abs(before - other));
    const times = Math.max(1, Math.abs(event.clientX - other)) / apart;
    const at = share((event.clientX + other) / 2);
    change((view) => zoomed(view, times, at, closest));
  };
  const onPointerLeave = (event: PointerEvent) => {
    pointers.current.delete(event.pointerId);
  };
  const onPointerUp = (event: PointerEvent) => {
    const pressed = pointers.current.delete(event.pointerId);
    if (pressed && dragged.current <= CLICK_PX) click(event.target);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move =
      event.ctrlKey || event.metaKey || event.altKey ? undefined : moveOf(event.key, closest);
    if (move === undefined) return;
    event.preventDefault();
    change(move);
  };
  return {
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onPointerCancel: onPointerLeave,
    onPointerLeave,
    onKeyDown,
  };
}

/** What a key does to a view. */
function moveOf(key: string, closest: number): ((view: View) => View) | undefined {
  switch (key) {
    case "ArrowLeft":
      return (view) => panned(view, -PAN_STEP);
    case "ArrowRight":
      return (view) => panned(view, PAN_STEP);
    case "+":
    case "=":
      return (view) => zoomed(view, ZOOM_STEP, 0.5, closest);
    case "-":
      return (view) => zoomed(view, 1 / ZOOM_STEP, 0.5, closest);
    case "0":
      return () => WHOLE;
    default:
      return undefined;
  }
}
