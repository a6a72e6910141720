import { describeApp } from "@tallystick/ledger/app/describe";
import { applicationsSchema } from "../browse-schemas.ts";
import type { ApiContext } from "../context.ts";
import { MEDIA } from "../media-types.ts";
import { type Route, route } from "../route-spec.ts";

/** The definitions of the applications, for forms and pages made from them. */
export function describedAppRoutes({ apps }: ApiContext): Route[] {
  let applications: unknown;
  return [
    route(
      {
        method: "GET",
        path: "/v1/apps",
        operationId: "listApplications",
        tag: "ledger",
        summary: "The applications of this ledger: actions, views, tables and outcomes",
        description:
          "What forms, pages and tools are made from: each input and output as JSON Schema, with titles and descriptions in English and Chinese (`x-description-zh`).",
        access: "public",
        crossOrigin: true,
        answers: {
          200: { description: "them", content: { [MEDIA.json]: applicationsSchema } },
        },
      },
      ({ reply }) => {
        applications ??= apps.map(describeApp);
        reply.header("cache-control", "private, max-age=300");
        return { applications };
      },
    ),
  ];
}
