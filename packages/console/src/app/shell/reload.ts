const MARK = "tallystick-reloaded";

/**
 * Loads the page anew, once, when a part of it is gone: the node was started with newer pages while
 * this one stood open.
 */
export function reloadWhenReplaced(): void {
  addEventListener("vite:preloadError", (event) => {
    if (sessionStorage.getItem(MARK) !== null) return;
    sessionStorage.setItem(MARK, "1");
    event.preventDefault();
    location.reload();
  });
  addEventListener("load", () => setTimeout(() => sessionStorage.removeItem(MARK), 10_000));
}
