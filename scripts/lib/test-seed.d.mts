/** The seed of this run, below a million, from TALLYSTICK_SEED; throws RangeError for what is no seed. */
export declare function testSeed(): number;
