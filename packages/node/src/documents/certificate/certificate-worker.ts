/** Worker thread that prints certificates: see certificate-printer.ts for the other side. */
import { parentPort } from "node:worker_threads";
import { CertificateSheetError } from "@tallystick/core/deposit-certificate/sheet";
import { CertificateFault } from "./certificate-fault.ts";
import type { Printed, PrintJob } from "./certificate-printer.ts";
import { fontChain } from "./fonts.ts";
import { makeCertificate } from "./make-certificate.ts";

const port = parentPort;
port?.on("message", (job: PrintJob) => {
  void print(job).then((answer) => port.postMessage(answer));
});

async function print({ number, fonts, ...request }: PrintJob): Promise<Printed> {
  try {
    const certificate = await makeCertificate({ ...request, fonts: fontChain(fonts) });
    return { number, certificate };
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof CertificateFault) return { number, code: error.code, message };
    if (error instanceof CertificateSheetError) return { number, code: "bad-wish", message };
    return { number, code: null, message };
  }
}
