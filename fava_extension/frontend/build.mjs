// Bundle the script of the page.
//
//     node build.mjs           write ../fava_relance/Relance.js
//     node build.mjs --check   say whether that file is what the sources build
//     node build.mjs --tests   bundle the unit tests into build/, for node --test

import { readdir, readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const BUNDLE = "../fava_relance/Relance.js";
const shared = { bundle: true, charset: "utf8", format: "esm", target: "es2022" };

async function bundle(write) {
  const { outputFiles } = await build({
    ...shared,
    absWorkingDir: HERE,
    entryPoints: ["src/extension.ts"],
    outfile: BUNDLE,
    write,
    banner: {
      js: "// Built from fava_extension/frontend/src with “npm run build”; change it there.",
    },
  });
  return outputFiles?.[0]?.text;
}

async function bundle_tests() {
  await rm("build", { recursive: true, force: true });
  const names = (await readdir("tests")).filter((name) => name.endsWith(".test.ts"));
  await build({
    ...shared,
    absWorkingDir: HERE,
    entryPoints: names.map((name) => `tests/${name}`),
    outdir: "build",
    outExtension: { ".js": ".mjs" },
    platform: "node",
    logLevel: "warning",
  });
}

process.chdir(HERE);
switch (process.argv[2]) {
  case "--tests":
    await bundle_tests();
    break;
  case "--check":
    if ((await bundle(false)) !== (await readFile(BUNDLE, "utf8"))) {
      process.stderr.write(`${BUNDLE} is not what the sources build: run “npm run build”\n`);
      process.exit(1);
    }
    break;
  default:
    await bundle(true);
}
