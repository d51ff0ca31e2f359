/** The version of this workshop, and with it of the embedded cluster. */
export const WORKSHOP_VERSION = "0.1.0";
