/** Before each test file: properties draw from the seed of the run, and a failure says it. */
import fc from "fast-check";
import { testSeed } from "./test-seed.mjs";

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: testSeed() });
