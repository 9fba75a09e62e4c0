// Opens the report and the desk as a person would: node pages.mjs PROGRAM OUTPUT-FOLDER [FOLDER-FOR-SCREENSHOTS]
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [program, output, screens] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const report = pathToFileURL(join(output, 'audit.html')).href;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const say = (text) => console.log(text);
const open = new Set();
// Nothing stays behind, however this ends.
process.on('exit', () => open.forEach((child) => child.kill()));

/** A page that may load from some places only, and must not complain. */
async function newPage(...allowed) {
  // The program of the checks would be refused by the policy of the pages: it runs beside them.
  const page = await browser.newPage({ viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce' });
  page.on('pageerror', (error) => { throw error; });
  page.on('console', (message) => {
    if (message.type() === 'error' && !/40[39]/.test(message.text())) throw new Error(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    assert.ok(allowed.some((start) => url.startsWith(start)), `asked for ${url}`);
  });
  return page;
}

/** No violation of WCAG 2.1 A and AA, nor of good practice. */
async function accessible(page, what) {
  // Evaluated by the debugger, where the policy of the page does not reach.
  await page.evaluate(`${axe}\n;0`);
  const { violations, passes } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  const told = violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => n.html + ' ' + n.failureSummary).join('\n   ')}`);
  assert.equal(violations.length, 0, `${what}:\n${told.join('\n')}`);
  say(`axe: ${what}: no violation, ${passes.length} rules passed`);
}

/** Where the marks of a card lie on their pictures, in points, and how much ink is in them and just outside of them. */
function marksOf(card) {
  return card.evaluate(async (article) => {
    const found = [];
    for (const frame of article.querySelectorAll('.finestra')) {
      const img = frame.querySelector('img');
      const [width, height] = frame.dataset.page.split(' ').map(Number);
      const at = img.getBoundingClientRect();
      const scale = 3;
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width * scale, height * scale];
      const pen = canvas.getContext('2d', { willReadFrequently: true });
      pen.drawImage(img, 0, 0, canvas.width, canvas.height);
      const dark = (x0, y0, x1, y1) => {
        const { data } = pen.getImageData(Math.round(x0 * scale), Math.round(y0 * scale), Math.max(1, Math.round((x1 - x0) * scale)), Math.max(1, Math.round((y1 - y0) * scale)));
        let count = 0;
        for (let k = 0; k < data.length; k += 4) count += data[k] + data[k + 1] + data[k + 2] < 380 ? 1 : 0;
        return count / (data.length / 4);
      };
      for (const rect of frame.querySelectorAll('rect')) {
        const seen = rect.getBoundingClientRect();
        const point = (x, y) => [((x - at.x) / at.width) * width, ((y - at.y) / at.height) * height];
        const [x0, y0] = point(seen.left, seen.top);
        const [x1, y1] = point(seen.right, seen.bottom);
        // Two points of air were added around the text.
        found.push({ box: [x0 + 2, y0 + 2, x1 - 2, y1 - 2], ink: dark(x0 + 2, y0 + 2, x1 - 2, y1 - 2), before: dark(x0 + 0.5, y0 + 2, x0 + 1.7, y1 - 2), after: dark(x1 - 1.7, y0 + 2, x1 - 0.5, y1 - 2) });
      }
    }
    return found;
  });
}

async function goto(page, url) {
  await page.goto(url);
  await page.waitForSelector('html[data-ready]');
}

const shot = (page, name, options = {}) => (screens ? page.screenshot({ path: join(screens, name), ...options }) : null);
const filled = (page) => page.waitForFunction(() => [...document.querySelectorAll('.finestra')].slice(0, 2).every((f) => f.dataset.filled === 'yes'));
const unhurt = async (page) => assert.equal(await page.evaluate(() => window.preso), undefined, 'a document ran a program');

// ---- the report in a file ----------------------------------------------------------------------------------------------

const page = await newPage('file:', 'blob:', 'data:');
const begin = performance.now();
await goto(page, report);
const opened = performance.now() - begin;
say(`opened in ${Math.round(opened)} ms`);
assert.ok(opened < 5000, 'the report opens slowly');
await accessible(page, 'overview');
await shot(page, 'quadro.png');
assert.match(await page.textContent('.cifre'), /documenti letti/);

await page.click('nav a[data-nav="documenti"]');
await page.waitForSelector('#documenti-tabella tbody tr');
assert.equal(await page.locator('#documenti-tabella tbody tr').count(), 7);
assert.match(await page.textContent('#documenti-tabella .non-letto'), /chiuso\.pdf/);
await page.click('[data-sort="warning"]');
await page.click('[data-sort="warning"]');
assert.equal(await page.getAttribute('#documenti-tabella th:has([data-sort="warning"])', 'aria-sort'), 'descending');
await page.fill('#cerca-d', 'cinisello');
assert.equal(await page.locator('#documenti-tabella tbody tr').count(), 1);
await accessible(page, 'documents');

await page.click('nav a[data-nav="rilievi"]');
await page.waitForSelector('article.rilievo');
const all = await page.textContent('#conto');
await page.selectOption('#f-rule', 'N001');
await page.fill('#cerca', 'cinisello whatsapp');
await page.waitForFunction(() => document.querySelector('#conto').textContent === '1 rilievo');
await page.fill('#cerca', 'cinisello');
await page.waitForFunction(() => document.querySelector('#conto').textContent === '2 rilievi');
assert.match(page.url(), /#rilievi\?.*rule=N001/);
await filled(page);
await shot(page, 'rilievi.png');
const wanted = [[[101.69, 250.35, 120.6, 258.59], [513.05, 200.72, 544.19, 208.48]], [[780.8, 280.41, 785.53, 288.65], [528.62, 238.0, 544.19, 245.76]]];
for (const [k, boxes] of wanted.entries()) {
  const card = page.locator('article.rilievo').nth(k);
  await card.scrollIntoViewIfNeeded();
  await card.locator('.finestra[data-filled="yes"]').nth(1).waitFor();
  const marks = await marksOf(card);
  assert.equal(marks.length, 2, 'both numbers are marked');
  for (const [n, mark] of marks.entries()) {
    mark.box.forEach((v, i) => assert.ok(Math.abs(v - boxes[n][i]) < 0.6, `mark at ${mark.box}, number at ${boxes[n]}`));
    assert.ok(mark.ink > 0.06 && mark.before < 0.03 && mark.after < 0.03, `the mark does not hold the number: ${JSON.stringify(mark)}`);
  }
}
say('both contradictions of the founding report: both numbers in their marks');
await accessible(page, 'findings');

// By keyboard alone.
await page.evaluate(() => document.activeElement.blur());
await page.keyboard.press('j');
await page.keyboard.press('j');
assert.equal(await page.evaluate(() => document.activeElement.id), await page.locator('article.rilievo').nth(1).getAttribute('id'));
await page.keyboard.press('k');
await page.keyboard.press('Enter');
await page.waitForSelector('dialog.visore[open] .foglio[data-filled="yes"]');
assert.match(await page.textContent('#visore-titolo'), /Pagina 2 di 6/);
assert.equal(await page.locator('.foglio rect').count(), 1);
await accessible(page, 'a page of a document');
await page.click('[data-step="1"]');
await page.click('[data-step="1"]');
await page.click('[data-step="1"]');
await page.waitForSelector('.foglio[data-filled="yes"] rect');
assert.match(await page.textContent('#visore-titolo'), /Pagina 5 di 6/);
await page.click('[data-zoom="1"]');
await page.keyboard.press('Escape');
assert.equal(await page.locator('dialog[open]').count(), 0);
await page.keyboard.press('/');
await page.waitForFunction(() => document.activeElement.id === 'cerca');
await page.keyboard.press('Escape');
await page.uncheck('#tasti-rapidi');
await page.evaluate(() => document.activeElement.blur());
await page.keyboard.press('/');
assert.notEqual(await page.evaluate(() => document.activeElement.id), 'cerca', 'shortcuts can be turned off');
await page.check('#tasti-rapidi');

await page.click('article.rilievo .regola');
await page.waitForSelector('dialog.regola-finestra[open]');
assert.match(await page.textContent('.regola-testo'), /Perché\./);
await accessible(page, 'explanation of a rule');
await page.keyboard.press('Escape');

// From a finding to its value in the report, and on to the page.
await page.click('article.rilievo .rilievo-legami a');
await page.waitForSelector('dialog.visore[open] .foglio[data-filled="yes"]');
assert.match(await page.textContent('#visore-titolo'), /Pagina 5 di 6 – 2\.380,00/);
await page.keyboard.press('Escape');
await page.evaluate(() => window.scrollTo(0, 0));
await page.waitForSelector('.rilievi-scheda article.rilievo');
await shot(page, 'scheda.png');
await accessible(page, 'a report');
await unhurt(page);

// The document that wants to be more than text.
await page.click('nav a[data-nav="documenti"]');
await page.fill('#cerca-d', 'onerror');
await page.click('#documenti-tabella tbody a');
await page.waitForSelector('.rilievi-scheda article.rilievo');
assert.match(await page.textContent('.obiettivo'), /<script>window\.preso=1<\/script>/);
assert.equal(await page.locator('main img[src="x"], main script').count(), 0);
await page.click('a.v:has-text("<script>")');
await page.waitForSelector('dialog.visore[open] .foglio[data-filled="yes"]');
await page.keyboard.press('Escape');
await page.click('nav a[data-nav="rilievi"]');
await page.fill('#cerca', '<script>');
await page.waitForFunction(() => document.querySelector('#elenco').textContent.includes('«<script>»'));
await unhurt(page);
say('the hostile document injects nothing');
await page.click('[data-reset]');
await page.waitForFunction((text) => document.querySelector('#conto').textContent === text, all);
await page.setViewportSize({ width: 380, height: 800 });
await accessible(page, 'findings on a small screen');
assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'the page is wider than a small screen');
await page.emulateMedia({ media: 'print' });
assert.equal(await page.locator('.filtri').first().isVisible(), false);
await page.close();

// ---- the desk ----------------------------------------------------------------------------------------------------------

async function openDesk() {
  const child = spawn(program, ['--lang', 'it', 'review', output, '--who', 'Anna Bianchi'], { stdio: ['ignore', 'pipe', 'inherit'] });
  open.add(child);
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('http://')) return { child, url: line, origin: new URL(line).origin };
  }
  throw new Error('the desk did not open');
}

const closed = (desk) => new Promise((done) => { desk.child.once('exit', done); desk.child.kill('SIGINT'); });

let desk = await openDesk();
let seat = await newPage(desk.origin, 'blob:', 'data:');
await goto(seat, desk.url);
assert.equal(seat.url(), `${desk.origin}/`, 'the token leaves the address');
await seat.click('nav a[data-nav="rilievi"]');
await seat.fill('#cerca', 'cinisello whatsapp');
await seat.waitForFunction(() => document.querySelector('#conto').textContent === '1 rilievo');
await filled(seat);
await seat.click('[data-act="dismiss"]');
await accessible(seat, 'findings at the desk');
await shot(seat, 'banco.png');
await seat.fill('.motivo textarea', 'Il dato <b>2384</b> è di gennaio');
await seat.click('.motivo [type="submit"]');
await seat.waitForSelector('article.rilievo[data-status="dismissed"]');
assert.match(await seat.textContent('.decisione'), /archiviato da Anna Bianchi.*Il dato <b>2384<\/b> è di gennaio/);
assert.match(await seat.textContent('.banco-esito'), /registrata/);
await accessible(seat, 'a settled finding');

await seat.fill('#cerca', 'cinisello spip');
await seat.waitForFunction(() => document.querySelectorAll('article.rilievo').length === 1 && document.querySelector('#elenco').textContent.includes('SPIP'));
await seat.click('.banco a');
await seat.waitForSelector('dialog.visore[open] .correzione:not([hidden])');
await accessible(seat, 'correcting a value');
await seat.fill('#correzione-valore', 'sei');
await seat.click('.correzione [type="submit"]');
await seat.waitForFunction(() => document.querySelector('.correzione-esito.fallito')?.textContent.includes('non è del tipo'));
await seat.fill('#correzione-valore', '6,00');
await seat.click('.correzione [type="submit"]');
await seat.waitForFunction(() => document.querySelector('.correzione-esito:not(.fallito)')?.textContent.includes('registrata'));
await shot(seat, 'correzione.png');
await seat.keyboard.press('Escape');
assert.match(await seat.textContent('a.corretto'), /6,00/);
assert.match(await seat.textContent('.originale'), /7,00/);
assert.match(await seat.textContent('.correzione-letto'), /7,00/, 'what was read stays told');
await seat.click('nav a[data-nav="quadro"]');
await seat.waitForSelector('#v-quadro:not([hidden]) .cifre');
await seat.close();
await closed(desk);

desk = await openDesk();
seat = await newPage(desk.origin, 'blob:', 'data:');
await goto(seat, desk.url);
await seat.click('nav a[data-nav="rilievi"]');
await seat.selectOption('#f-status', 'dismissed');
await seat.waitForFunction(() => document.querySelector('#conto').textContent === '1 rilievo');
assert.match(await seat.textContent('.decisione'), /Il dato <b>2384<\/b> è di gennaio/);
await seat.selectOption('#f-status', 'corrected');
await seat.waitForFunction(() => document.querySelector('#elenco').textContent.includes('SPIP'));
await unhurt(seat);
say('settled findings and corrected values are there after a restart');

// A page of somebody else in the same browser.
const stranger = await browser.newPage();
await stranger.goto('data:text/html,<title>x</title>');
const got = await stranger.evaluate(async (origin) => {
  const ask = (path, options) => fetch(origin + path, options).then((r) => r.status, () => 'refused');
  return Promise.all([
    ask('/part/d0/cards', { credentials: 'include' }),
    ask('/decide', { method: 'POST', credentials: 'include', headers: { 'Content-Type': 'application/json' }, body: '{}' }),
    ask('/decide', { method: 'POST', credentials: 'include', mode: 'no-cors', body: '{}' }).then((s) => (s === 0 ? 'refused' : s)),
  ]);
}, desk.origin);
assert.deepEqual(got, ['refused', 'refused', 'refused']);
await stranger.close();
await seat.close();
await closed(desk);

// The report in a file tells what was decided.
execFileSync(program, ['--lang', 'it', 'audit', output]);
const after = await newPage('file:', 'blob:', 'data:');
await goto(after, `${report}#rilievi?status=dismissed`);
await after.waitForSelector('article.rilievo');
assert.match(await after.textContent('.decisione'), /Anna Bianchi/);
assert.equal(await after.locator('[data-act]').count(), 0);
await after.close();
await browser.close();
say('done');
