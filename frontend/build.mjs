// Bundles scripts and styles into build/frontend/, which Django serves as static files.
// Run through build.py, which finds node; `--watch` builds again on each change.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "build", "frontend");

const options = {
  absWorkingDir: here,
  entryPoints: [
    { in: "src/app.js", out: "app" },
    { in: "styles/app.css", out: "app" },
    { in: "styles/gallery.css", out: "gallery" },
    { in: "src/board.js", out: "board" },
    { in: "src/columns.js", out: "columns" },
    { in: "src/workflow.js", out: "workflow" },
    { in: "styles/pages/workflows.css", out: "workflows" },
    { in: "src/placement.js", out: "placement" },
    { in: "styles/pages/placement.css", out: "placement" },
  ],
  outdir: target,
  bundle: true,
  minify: true,
  target: ["chrome123", "firefox121", "safari17.5"], // the first with light-dark()
  loader: { ".woff2": "file", ".svg": "file" },
  assetNames: "fonts/[name]",
  legalComments: "linked",
  logLevel: "info",
};

/** One SVG file with a <symbol> for each icon named in icons.txt. */
async function buildSprite() {
  const names = (await readFile(join(here, "icons.txt"), "utf8"))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"));
  const symbols = await Promise.all(names.map(symbol));
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
  await mkdir(target, { recursive: true });
  await writeFile(join(target, "icons.svg"), sprite);
}

async function symbol(name) {
  const file = join(here, "node_modules", "@tabler", "icons", "icons", "outline", `${name}.svg`);
  const source = await readFile(file, "utf8");
  const shapes = source
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace("</svg>", "")
    .replace(/<path stroke="none"[^>]*\/>/, "")
    .replace(/\s+/g, " ")
    .trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
}

await buildSprite();
await copyFile(join(here, "src", "mark.svg"), join(target, "mark.svg"));
if (process.argv.includes("--watch")) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  await esbuild.build(options);
}
