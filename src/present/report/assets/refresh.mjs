// Brings `bootstrap-italia.css`, its fonts and its licences up to date from the npm package, with what pages use and nothing more:
//
//     node src/present/report/assets/refresh.mjs [version]
//
// It needs Node and npm and works in a folder of its own; building schedario needs neither.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const version = process.argv[2] ?? '2.18.3';
const work = mkdtempSync(join(tmpdir(), 'bootstrap-italia-'));
try {
  writeFileSync(join(work, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', `bootstrap-italia@${version}`, 'purgecss@8'], { cwd: work, stdio: 'inherit' });
  const require = createRequire(join(work, 'package.json'));
  const { PurgeCSS } = require('purgecss');
  const of = join(work, 'node_modules', 'bootstrap-italia');

  // The elements and classes of Bootstrap Italia that the templates use.
  const used = `
    <html><head></head><body><header></header><main></main><nav></nav><footer></footer><section></section><article></article>
    <h1></h1><h2></h2><h3></h3><p></p><a href=""></a><ul><li></li></ul><dl><dt></dt><dd></dd></dl><figure><figcaption></figcaption></figure>
    <small></small><strong></strong><kbd></kbd><code></code><q></q><del></del><ins></ins><img><svg></svg><template></template><dialog></dialog>
    <form></form><label></label><input type="text"><input type="search"><input type="checkbox"><textarea></textarea><select><option></option></select><button type="button"></button><button type="submit"></button>
    <table class="table table-sm"><caption></caption><thead><tr><th></th></tr></thead><tbody><td></td></tbody><tfoot></tfoot></table><div class="table-responsive"></div>
    <i class="btn btn-primary btn-outline-primary btn-sm form-control form-select visually-hidden visually-hidden-focusable"></i></body></html>`;
  const [purged] = await new PurgeCSS().purge({
    content: [{ raw: used, extension: 'html' }],
    css: [{ raw: readFileSync(join(of, 'dist/css/bootstrap-italia.min.css'), 'utf8') }],
    variables: true,
    keyframes: true,
    fontFace: true,
    // States that only the full library's own program sets.
    blocklist: [/^it-/, /^was-validated$/, /^is-(in)?valid/, /^swiper/, /^splide/, /^ProseMirror/],
  });
  const css = purged.css
    .replace(/@charset "utf-8";/gi, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/@font-face\{[^}]*\}/g, '')
    .trim();
  if (/url\(\s*["']?(https?:)?\/\//.test(css)) throw new Error('the style sheet loads something from outside');
  const head = `/*! Bootstrap Italia ${version}, as far as the pages use it. BSD-3-Clause, see LICENSE-bootstrap-italia. Made by refresh.mjs. */\n`;
  writeFileSync(join(here, 'bootstrap-italia.css'), `${head}${css}\n`);
  copyFileSync(join(of, 'LICENSE'), join(here, 'LICENSE-bootstrap-italia'));
  const fonts = join(of, 'dist/fonts/Titillium_Web');
  copyFileSync(join(fonts, 'OFL.txt'), join(here, 'LICENSE-titillium-web'));
  copyFileSync(join(fonts, 'titillium-web-v10-latin-ext_latin-regular.woff2'), join(here, 'titillium-web-400.woff2'));
  copyFileSync(join(fonts, 'titillium-web-v10-latin-ext_latin-600.woff2'), join(here, 'titillium-web-600.woff2'));
  console.log(`bootstrap-italia ${version}: ${css.length} bytes of style`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
