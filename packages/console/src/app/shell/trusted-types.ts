/** The part of the Trusted Types API that is used here; TypeScript's DOM library lacks it. */
interface TrustedTypes {
  createPolicy(
    name: "default",
    rules: {
      createHTML(text: string): string | null;
      createScriptURL(url: string): string | null;
    },
  ): unknown;
}

/**
 * No text becomes markup, whoever asks for it. What components write as "HTML" is the text of style
 * elements, which needs no `<`; a worker is a file of the node.
 */
export function forbidMarkup(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy("default", {
    createHTML: (text) => (text.includes("<") ? null : text),
    createScriptURL: (url) => {
      const { origin, pathname } = new URL(url, location.href);
      return origin === location.origin && pathname.startsWith("/assets/") ? url : null;
    },
  });
}
