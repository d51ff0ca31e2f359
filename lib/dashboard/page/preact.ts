// @ts-types="./preact_types.d.ts"
export { h, render } from "preact";
// @ts-types="./preact_types.d.ts"
export { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
