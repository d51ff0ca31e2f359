import { openRunFolder } from "../run_folder.ts";

const folder = await openRunFolder("test-killed");
console.log(folder.path);
setInterval(() => {}, 1000);
