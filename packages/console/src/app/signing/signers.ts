import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { covers, type Me, type Status, useMe, useStatus } from "../api/facts.ts";
import { getJson } from "../api/request.ts";
import { type BrowserKey, browserKeys, chosenKey, onKeysChanged } from "./browser-keys.ts";

/** Who signs what is done in the console. */
export type ConsoleSigner =
  | {
      readonly kind: "node";
      /** The member whose key the node keeps and who is signed in. */
      readonly member: string;
    }
  | {
      readonly kind: "browser";
      readonly key: BrowserKey;
      /** The member to whom the ledger says that the key belongs. */
      readonly member: string;
    };

/** Why nobody can sign. */
export type NoSigner =
  | "loading"
  /** Nobody is signed in, and no key of this browser is chosen. */
  | "nobody"
  /** Signed in as somebody whose key the node does not keep. */
  | "no-node-key"
  /** The chosen key of this browser is not enrolled on the ledger, or no longer counts. */
  | "key-not-enrolled";

/** The signer of the moment, or why there is none. */
export function useSigner(): ConsoleSigner | NoSigner {
  const { data: me } = useMe();
  const key = useChosenKey();
  const { data: member, isLoading } = useKeyMember(key?.keyId);
  if (me === undefined || key === undefined || isLoading) return "loading";
  if (key !== null) {
    return member ? { kind: "browser", key, member } : "key-not-enrolled";
  }
  return nodeSigner(me);
}

function nodeSigner(me: Me): ConsoleSigner | NoSigner {
  if (me.kind === "anonymous") return "nobody";
  if (me.member === undefined || !me.signs) return "no-node-key";
  return { kind: "node", member: me.member };
}

/** Whether a signer may take an action, as far as the console knows: roles of members are the ledger's to judge. */
export function useMayCall(action: string): boolean {
  const { data: me } = useMe();
  const signer = useSigner();
  if (typeof signer === "string") return false;
  return signer.kind === "browser" || (me !== undefined && covers(me.capabilities, action));
}

/** The chosen key of this browser; null when the node's key signs, undefined while it is looked up. */
function useChosenKey(): BrowserKey | null | undefined {
  const keys = useBrowserKeys();
  if (keys === undefined) return undefined;
  return keys.find(({ keyId }) => keyId === chosenKey()) ?? null;
}

/** The keys that this browser holds for the ledger, kept fresh; undefined while they are looked up. */
export function useBrowserKeys(): readonly BrowserKey[] | undefined {
  const { data: status } = useStatus();
  const [keys, setKeys] = useState<readonly BrowserKey[]>();
  const ledger: Status["ledger"] | undefined = status?.ledger;
  useEffect(() => {
    if (ledger === undefined) return;
    const read = () => {
      browserKeys(ledger).then(setKeys, () => setKeys([]));
    };
    read();
    return onKeysChanged(read);
  }, [ledger]);
  return keys;
}

interface KeyAnswer {
  readonly data: { readonly key?: { readonly member: string; readonly toHeight?: number } };
}

/** Id of the member to whom a key belongs; null when the ledger does not know it or it has ended. */
export function useKeyMember(keyId: string | undefined) {
  return useQuery({
    queryKey: ["key-member", keyId],
    enabled: keyId !== undefined,
    queryFn: async ({ signal }): Promise<string | null> => {
      const query = { keyId: keyId ?? "" };
      const { data } = await getJson<KeyAnswer>("/v1/apps/membership/key", { query, signal });
      return data.key === undefined || data.key.toHeight !== undefined ? null : data.key.member;
    },
  });
}
