import { useQuery } from "@tanstack/react-query";
import { askView } from "../../../acting/views.ts";
import { useStatus } from "../../../api/facts.ts";

interface Key {
  readonly fromHeight: number;
  readonly toHeight?: number;
}

/** Organisations, of those given, to which nothing can be sealed now; undefined until it is known. */
export function useKeyless(organisations: readonly string[]): readonly string[] | undefined {
  const { data: status } = useStatus();
  const height = status?.height;
  const all = [...new Set(organisations)];
  const { data } = useQuery({
    queryKey: ["views", "membership", "encryption-keys", all],
    queryFn: ({ signal }) =>
      Promise.all(
        all.map(async (organisation) => {
          const query = { organisation, limit: 100 };
          const { keys } = await askView<{ keys: readonly Key[] }>(
            ...(["membership", "encryption-keys", query, signal] as const),
          );
          return { organisation, keys };
        }),
      ),
  });
  if (data === undefined || height === undefined) return undefined;
  const inForce = ({ fromHeight, toHeight = Number.MAX_SAFE_INTEGER }: Key) =>
    fromHeight <= height + 1 && height < toHeight;
  return data.filter(({ keys }) => !keys.some(inForce)).map(({ organisation }) => organisation);
}
