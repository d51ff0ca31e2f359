// @ts-types="./preact_types.d.ts"
export { h, render } from "preact";
// @ts-types="./preact_types.d.ts"
export { useEffect, useMemo, useRef, useState } from "preact/hooks";
