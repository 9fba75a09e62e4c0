// The program of the pages: brings parts when they are looked at, filters, shows pages of documents, and at the desk sends
// decisions. Text of documents never becomes HTML here: what comes as HTML was escaped where it was made.
(() => {
'use strict';

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(key, value);
  node.append(...children);
  return node;
};
const { mode, root } = document.documentElement.dataset;
const says = JSON.parse($('#parole').textContent);
const index = JSON.parse($('#indice').textContent);
const documents = new Map(index.documents.map((d) => [d.n, d]));
const number = new Intl.NumberFormat(says.locale);
const isMain = $('#v-rilievi') !== null;
const atDesk = mode === 'desk';
const PER_PAGE = 20;
const ROWS = 50;

// ---- parts -------------------------------------------------------------------------------------------------------------

const kinds = { svg: 'image/svg+xml', png: 'image/png', jpeg: 'image/jpeg' };
const waiting = new Map();
const pictures = new Map();
const cardSets = new Map();

/** Text, or the address of a picture, out of base64. */
async function unpack(kind, packed) {
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  let blob = new Blob([bytes], { type: kinds[kind] });
  if (kind === 'svg' || kind === 'html') {
    const stream = blob.stream().pipeThrough(new DecompressionStream('deflate'));
    const inflated = await new Response(stream).blob();
    if (kind === 'html') return inflated.text();
    blob = new Blob([inflated], { type: kinds.svg });
  }
  return URL.createObjectURL(blob);
}

/** A folder of pages hands its parts over by calling this. */
window.schedario = (name, kind, packed) => {
  const found = waiting.get(name);
  waiting.delete(name);
  if (found) unpack(kind, packed).then(found.done, found.failed);
};

function part(name) {
  if (mode === 'file') {
    const element = $(`script[data-part="${name}"]`);
    return element ? unpack(element.dataset.kind, element.textContent) : Promise.reject(new Error(name));
  }
  if (atDesk) {
    const address = `/part/${name}`;
    if (/\/p\d+$/.test(name)) return Promise.resolve(address);
    return fetch(address).then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(name))));
  }
  return new Promise((done, failed) => {
    const [, d, rest] = name.match(/^d(\d+)\/(.*)$/);
    waiting.set(name, { done, failed });
    const script = make('script', { src: `${root}audit/${documents.get(Number(d))?.file}/${rest}.js` });
    script.onload = () => script.remove();
    script.onerror = () => { script.remove(); waiting.delete(name); failed(new Error(name)); };
    document.head.append(script);
  });
}

/** The address of a picture; the oldest ones that nobody sees are let go. */
function picture(name) {
  if (!pictures.has(name)) {
    pictures.set(name, part(name));
    if (pictures.size > 150) forgetPictures();
  }
  return pictures.get(name);
}

function forgetPictures() {
  const seen = new Set($$('img').map((img) => img.src));
  for (const [name, coming] of [...pictures].slice(0, 50)) {
    coming.then((url) => {
      if (seen.has(url) || !url.startsWith('blob:')) return;
      URL.revokeObjectURL(url);
      pictures.delete(name);
    }, () => pictures.delete(name));
  }
}

function fragment(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content;
}

/** The cards of a document, by the position of their finding. */
function cards(d) {
  if (!cardSets.has(d)) {
    cardSets.set(d, part(`d${d}/cards`).then((html) => new Map($$('article', fragment(html)).map((a) => [Number(a.dataset.k), a]))));
  }
  return cardSets.get(d);
}

// ---- pictures ----------------------------------------------------------------------------------------------------------

/** Puts the picture of a page behind the part of it that a window shows. */
async function fill(frame) {
  if (frame.dataset.filled) return frame.dataset.filled;
  frame.dataset.filled = 'coming';
  const [x, y, w, h] = frame.dataset.view.split(' ').map(Number);
  const [width, height] = frame.dataset.page.split(' ').map(Number);
  const img = make('img', { alt: '' });
  Object.assign(img.style, {
    width: `${(width / w) * 100}%`, height: `${(height / h) * 100}%`, left: `${(-x / w) * 100}%`, top: `${(-y / h) * 100}%`,
  });
  try {
    img.src = await picture(frame.dataset.part);
    frame.prepend(img);
    await img.decode();
    frame.dataset.filled = 'yes';
  } catch {
    img.remove();
    frame.dataset.filled = 'no';
    frame.append(make('span', { class: 'manca' }, says.nopicture));
  }
}

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    watcher.unobserve(entry.target);
    fill(entry.target);
  }
}, { rootMargin: '700px 0px' });

/** Where "d3/objectives/0/code" leads from this page. */
function address(go) {
  const d = Number(go.match(/^d(\d+)/)[1]);
  if (mode !== 'folder') return `#${go}`;
  if (isMain) return `audit/${documents.get(d)?.file}.html#${go}`;
  return documents.has(d) ? `#${go}` : `${root}audit.html#${go}`;
}

/** Brings to life what was just put on the page. */
function dress(node) {
  for (const a of $$('[data-go]', node)) a.href = address(a.dataset.go);
  for (const frame of $$('.finestra[data-part]', node)) watcher.observe(frame);
  if (atDesk) for (const blank of $$('.vuoto[data-p]', node)) {
    blank.setAttribute('role', 'button');
    blank.setAttribute('tabindex', '0');
    blank.setAttribute('aria-label', `${says.wholly}: ${blank.textContent === '–' ? says.blank : blank.textContent}`);
  }
  return node;
}

// ---- the window with a whole page --------------------------------------------------------------------------------------

const viewer = $('dialog.visore');
const seen = { d: 0, page: 1, boxes: [], pointer: '', zoom: 1, sizes: [] };

function boxesOf(at) {
  return (at || '').split(';').filter(Boolean).map((text) => {
    const [page, box] = text.split(':');
    return { page: Number(page), box: box.split(',').map(Number) };
  });
}

function open(d, at, pointer, sizes, title) {
  Object.assign(seen, { d, boxes: boxesOf(at), pointer, zoom: 1, sizes, title });
  seen.page = seen.boxes[0]?.page ?? 1;
  const form = $('.correzione', viewer);
  if (form) form.hidden = !pointer;
  if (!viewer.open) viewer.showModal();
  return turn();
}

/** Shows the page that is `seen`. */
async function turn() {
  const pages = documents.get(seen.d)?.pages ?? seen.sizes.length;
  const size = seen.sizes[seen.page - 1];
  $('h2', viewer).textContent = `${says.page} ${seen.page} ${says.of} ${pages}${seen.title ? ` – ${seen.title}` : ''}`;
  $('[data-step="-1"]', viewer).disabled = seen.page <= 1;
  $('[data-step="1"]', viewer).disabled = seen.page >= pages;
  const room = $('.visore-foglio', viewer);
  if (!size) {
    room.replaceChildren(make('p', { class: 'avvertenza' }, says.nopicture));
    return;
  }
  const [width, height] = size;
  const sheet = make('div', { class: 'foglio' });
  sheet.style.aspectRatio = `${width}/${height}`;
  sheet.style.width = `${seen.zoom * 100}%`;
  const img = make('img', { alt: `${says.page} ${seen.page}` });
  sheet.append(img, marks(width, height));
  room.replaceChildren(sheet);
  const mark = $('rect', sheet);
  if (mark) mark.scrollIntoView({ block: 'center', inline: 'center' });
  try {
    img.src = await picture(`d${seen.d}/p${seen.page}`);
    await img.decode();
    sheet.dataset.filled = 'yes';
  } catch {
    if (sheet.isConnected) sheet.prepend(make('p', { class: 'manca' }, says.nopicture));
  }
}

function marks(width, height) {
  const name = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(name, 'svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('class', 'segni');
  svg.setAttribute('aria-hidden', 'true');
  for (const { page, box: [x0, y0, x1, y1] } of seen.boxes) {
    if (page !== seen.page) continue;
    const rect = document.createElementNS(name, 'rect');
    const at = { x: x0 - 2, y: y0 - 2, width: x1 - x0 + 4, height: y1 - y0 + 4, rx: 2 };
    for (const [key, value] of Object.entries(at)) rect.setAttribute(key, value.toFixed(2));
    svg.append(rect);
  }
  return svg;
}

const sizesOf = (text) => (text || '').split(';').filter(Boolean).map((size) => size.split(' ').map(Number));

/** Opens the page of a value of the report at hand. */
function openValue(value) {
  const article = value.closest('.scheda');
  const near = value.dataset.at ?? $('[data-at]', value.closest('tr, dl, section, article'))?.dataset.at ?? '';
  const at = value.dataset.at ? near : `${parseInt(near, 10) || 1}:-9,-9,-9,-9`;
  const form = $('.correzione', viewer);
  if (form) {
    const blank = value.classList.contains('vuoto') && value.textContent === '–';
    const before = value.classList.contains('corretto') ? $('del', value.parentElement).textContent : value.textContent;
    $('.correzione-letto', form).textContent = `${says.read}: ${blank ? says.blank : before}`;
    form.value.value = blank ? '' : value.textContent;
    form.reason.value = '';
    $('[data-restore]', form).hidden = !value.classList.contains('corretto');
    $('.correzione-esito', form).textContent = '';
  }
  return open(Number(article.dataset.d), at, value.dataset.p, sizesOf(article.dataset.sizes), value.textContent.slice(0, 60));
}

/** Opens the whole page behind a part of it. */
function openFrame(frame) {
  const d = Number(frame.dataset.part.match(/^d(\d+)/)[1]);
  const size = frame.dataset.page.split(' ').map(Number);
  // Only the sizes of the pages that were shown are known here; most documents have pages of one size.
  const sizes = sizesOf($(`.scheda[data-d="${d}"]`)?.dataset.sizes);
  const all = Array.from({ length: documents.get(d)?.pages ?? 1 }, (_, k) => sizes[k] ?? size);
  const article = frame.closest('article');
  const at = $$('.finestra', article).map((f) => f.dataset.at);
  at.splice(0, 0, ...at.splice(at.indexOf(frame.dataset.at), 1));
  for (const other of $$('.finestra', article)) {
    all[parseInt(other.dataset.at, 10) - 1] = other.dataset.page.split(' ').map(Number);
  }
  return open(d, at.join(';'), '', all, '');
}

viewer.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (event.target === viewer || button?.hasAttribute('data-close')) viewer.close();
  else if (button?.dataset.step) { seen.page += Number(button.dataset.step); turn(); }
  else if (button?.dataset.zoom) { seen.zoom = Math.min(4, Math.max(0.5, seen.zoom * (Number(button.dataset.zoom) > 0 ? 1.25 : 0.8))); turn(); }
});

// ---- explanations of rules ---------------------------------------------------------------------------------------------

const explained = $('dialog.regola-finestra');

function explain(code) {
  const text = $(`template[data-regola="${CSS.escape(code)}"]`);
  if (!text) return;
  $('h2', explained).textContent = text.dataset.titolo;
  $('.regola-testo', explained).replaceChildren(text.content.cloneNode(true));
  explained.showModal();
}

explained.addEventListener('click', (event) => {
  if (event.target === explained || event.target.closest('[data-close]')) explained.close();
});

// ---- findings ----------------------------------------------------------------------------------------------------------

const FILTERS = ['rule', 'severity', 'status', 'centre', 'year'];
const ranks = { severity: ['error', 'warning', 'info'], status: ['open', 'confirmed', 'dismissed', 'corrected'] };
let chosen = [];
let at = 0;
let turnOfList = 0;

function choose(form) {
  const wanted = Object.fromEntries(FILTERS.map((name) => [name, form[name].value]));
  const words = form.q.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (finding) => FILTERS.every((name) => {
    const value = wanted[name];
    return value === '' || String(finding[name] ?? '') === (value === '-' ? '' : value);
  }) && words.every((word) => (finding.low ??= `${finding.rule} ${finding.centre} ${finding.text}`.toLowerCase()).includes(word));
  chosen = index.findings.filter(fits);
  const by = form.sort.value;
  if (by) {
    const rank = (f) => ranks[by]?.indexOf(f[by]) ?? f[by] ?? '';
    chosen.sort((a, b) => (typeof rank(a) === 'number' && typeof rank(b) === 'number' ? rank(a) - rank(b) : String(rank(a)).localeCompare(String(rank(b)))));
  }
}

async function list(position = 0) {
  const mine = ++turnOfList;
  at = position;
  const total = chosen.length;
  $('#conto').textContent = `${number.format(total)} ${total === 1 ? says.finding : says.findings}`;
  const rows = chosen.slice(at, at + PER_PAGE);
  const room = $('#elenco');
  room.setAttribute('aria-busy', 'true');
  const found = await Promise.all(rows.map(article));
  if (mine !== turnOfList) return;
  room.replaceChildren(...found);
  if (!total) room.replaceChildren(make('p', {}, says.none));
  dress(room);
  room.removeAttribute('aria-busy');
  pager($('#v-rilievi .pagine'), total, at, PER_PAGE, (to) => list(to).then(() => $('#v-rilievi h1').scrollIntoView()));
}

/** The card of a finding, new; a part that cannot be had is told in its place. */
async function article(finding) {
  try {
    const card = (await cards(finding.d)).get(finding.k);
    return document.importNode(card, true);
  } catch {
    return make('p', { class: 'avvertenza' }, `${finding.rule} ${finding.text}: ${says.failed}`);
  }
}

function pager(nav, total, position, step, go) {
  const button = (text, to) => {
    const made = make('button', { type: 'button', class: 'btn btn-outline-primary btn-sm' }, text);
    made.disabled = to < 0 || to >= total;
    made.addEventListener('click', () => go(to));
    return made;
  };
  if (total <= step) return nav.replaceChildren();
  const told = `${number.format(position + 1)}–${number.format(Math.min(total, position + step))} ${says.of} ${number.format(total)}`;
  nav.replaceChildren(button(says.previous, position - step), make('span', {}, told), button(says.next, position + step));
}

/** Shows every chosen finding with its picture, and prints. */
async function print() {
  const found = await Promise.all(chosen.slice(0, 500).map(article));
  const room = $('#elenco');
  room.replaceChildren(...found);
  dress(room);
  await Promise.all($$('.finestra', room).map(fill));
  window.print();
  list(at);
}

window.addEventListener('beforeprint', () => $$('.finestra[data-part]').forEach(fill));

// ---- documents ---------------------------------------------------------------------------------------------------------

const order = { key: 'path', down: false };

function documentRows(position = 0) {
  const form = $('#v-documenti form');
  const words = form.q.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (d) => (form.esito.value === '' || (form.esito.value === 'letti') === (d.fate === null))
    && words.every((word) => `${d.path} ${d.centre} ${d.year ?? ''}`.toLowerCase().includes(word));
  const counts = (d) => index.counts[d.n] ?? [0, 0, 0, 0];
  const columns = ['error', 'warning', 'info', 'open'];
  const key = (d) => (columns.includes(order.key) ? counts(d)[columns.indexOf(order.key)] : d[order.key] ?? '');
  const rows = index.documents.filter(fits).sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    const less = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return order.down ? -less : less;
  });
  $('#documenti-tabella caption span').textContent = `${number.format(rows.length)} ${rows.length === 1 ? says.document : says.documents}`;
  const cell = (text) => make('td', { class: 'numero' }, text);
  $('#documenti-tabella tbody').replaceChildren(...rows.slice(position, position + ROWS).map((d) => {
    const name = d.fate === null ? make('a', { href: address(`d${d.n}`) }, d.path) : d.path;
    const head = make('th', { scope: 'row' }, name);
    if (d.fate !== null) {
      head.append(make('span', { class: 'sorte' }, d.fate || says.unread));
      return make('tr', { class: 'non-letto' }, head, make('td', {}), ...Array.from({ length: 7 }, () => cell('')));
    }
    const figures = [d.year ?? '', ...[d.pages, d.objectives, ...counts(d)].map((n) => number.format(n))];
    return make('tr', {}, head, make('td', {}, d.centre), ...figures.map((f) => cell(String(f))));
  }));
  for (const th of $$('#documenti-tabella thead th')) {
    const mine = $('button', th).dataset.sort === order.key;
    th.setAttribute('aria-sort', mine ? (order.down ? 'descending' : 'ascending') : 'none');
  }
  pager($('#v-documenti .pagine'), rows.length, position, ROWS, documentRows);
}

// ---- where we are ------------------------------------------------------------------------------------------------------

const VIEWS = ['quadro', 'rilievi', 'documenti', 'scheda'];
let shown = '';
let cameFrom = '';

function view(name) {
  for (const other of VIEWS) {
    const section = $(`#v-${other}`);
    if (section) section.hidden = other !== name;
  }
  for (const a of $$('[data-nav]')) {
    if (a.dataset.nav === name) a.setAttribute('aria-current', 'page');
    else a.removeAttribute('aria-current');
  }
  // The same card may stand on two of these pages; it lives on the one that is seen.
  if (name !== 'rilievi') $('#elenco')?.replaceChildren();
  if (name !== 'scheda' && isMain) { $('#v-scheda').replaceChildren(); shown = ''; }
}

/** Gives the focus to the heading of a page that was just opened. */
function arrive(section) {
  if (cameFrom) $('h1', section)?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

async function route() {
  const hash = decodeURIComponent(location.hash.slice(1).split('?')[0]);
  const query = new URLSearchParams(location.hash.split('?')[1] ?? '');
  if (viewer.open) viewer.close();
  const to = hash.match(/^d(\d+)(\/.*)?$/);
  if (to) await showDocument(Number(to[1]), to[2]);
  else if (!isMain) { /* the one document is there */ }
  else if (hash === 'rilievi') {
    const form = $('#v-rilievi form');
    for (const name of [...FILTERS, 'q', 'sort']) form[name].value = query.get(name) ?? '';
    view('rilievi');
    choose(form);
    await list();
    arrive($('#v-rilievi'));
  } else if (hash === 'documenti') {
    view('documenti');
    $('#esito-d').value = query.get('esito') ?? '';
    documentRows();
    arrive($('#v-documenti'));
  } else if (hash === '' || hash === 'quadro') {
    view('quadro');
    if (atDesk && cameFrom) $('#v-quadro').replaceChildren(fragment(await part('quadro')));
    arrive($('#v-quadro'));
  }
  cameFrom = hash || 'quadro';
}

async function showDocument(d, pointer) {
  if (mode === 'folder' && isMain) {
    location.replace(address(`d${d}${pointer ?? ''}`));
    return;
  }
  const room = $('#v-scheda');
  if (isMain && shown !== d) {
    try {
      room.replaceChildren(fragment(await part(`d${d}/page`)));
      shown = d;
    } catch {
      room.replaceChildren(make('p', { class: 'avvertenza' }, says.failed));
    }
  }
  view('scheda');
  await ownCards(room);
  dress(room);
  const value = pointer && $(`[data-p="${CSS.escape(pointer)}"]`, room);
  if (!value) return arrive(room);
  value.scrollIntoView({ block: 'center' });
  value.classList.add('qui');
  setTimeout(() => value.classList.remove('qui'), 4000);
  value.focus({ preventScroll: true });
  await openValue(value);
}

/** The findings of the document at hand. */
async function ownCards(room) {
  const place = $('[data-cards]', room);
  if (!place || place.dataset.there) return;
  place.dataset.there = 'yes';
  const all = await cards(Number(place.closest('[data-d]').dataset.d)).catch(() => null);
  if (all) place.replaceChildren(...[...all.values()].map((card) => document.importNode(card, true)));
  else place.replaceChildren(make('p', { class: 'avvertenza' }, says.failed));
}

// ---- the desk ----------------------------------------------------------------------------------------------------------

/** Sends a decision; gives what went wrong, or nothing. */
async function decide(decision) {
  const who = $('#chi').value.trim();
  if (!who) { $('#chi').focus(); return says.name; }
  let answer;
  try {
    answer = await fetch('/decide', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ...decision, who }),
    });
  } catch {
    return `${says.refused}: ${says.gone}`;
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) return `${says.refused}: ${told.error ?? answer.status}`;
  index.findings = index.findings.filter((f) => f.d !== decision.d).concat(told.findings).sort((a, b) => a.d - b.d || a.k - b.k);
  index.counts[decision.d] = told.counts;
  cardSets.delete(decision.d);
  return '';
}

/** Tells what became of a decision. */
function tell(place, text, failed = false) {
  place.textContent = text;
  place.classList.toggle('fallito', failed);
}

async function settle(card, action, reason = '') {
  const [d, k] = [Number(card.dataset.d), Number(card.dataset.k)];
  const failed = await decide({ d, about: 'finding', key: card.dataset.print, action, reason });
  if (failed) { tell($('.banco-esito', card), failed, true); return; }
  const fresh = document.importNode((await cards(d)).get(k), true);
  card.replaceWith(fresh);
  dress(fresh);
  tell($('.banco-esito', fresh), says.kept);
  fresh.focus({ preventScroll: true });
  // Filters that no longer fit do not pull the card away under the hand; the next choice does.
  if (isMain) choose($('#v-rilievi form'));
}

async function amend(action) {
  const form = $('.correzione', viewer);
  const told = $('.correzione-esito', form);
  const { d, pointer } = seen;
  tell(told, '');
  const failed = await decide({ d, about: 'value', key: pointer, action, reason: form.reason.value, value: form.value.value });
  // Meanwhile the person may have closed the picture, or gone elsewhere.
  const isThere = () => viewer.open && seen.d === d && seen.pointer === pointer;
  if (failed) { if (isThere()) tell(told, failed, true); return; }
  const room = $('#v-scheda');
  if (Number($('.scheda', room)?.dataset.d) !== d) return;
  room.replaceChildren(fragment(await part(`d${d}/page`)));
  await ownCards(room);
  dress(room);
  const value = $(`[data-p="${CSS.escape(pointer)}"]`, room);
  if (!isThere()) return;
  if (value) await openValue(value);
  tell(told, says.kept);
}

if (atDesk) {
  const name = $('#chi');
  const kept = () => { try { return localStorage.getItem('schedario.chi'); } catch { return null; } };
  name.value = kept() || name.value;
  name.addEventListener('change', () => { try { localStorage.setItem('schedario.chi', name.value); } catch { /* private window */ } });
  $('.chi').addEventListener('submit', (event) => event.preventDefault());
  $('.correzione').addEventListener('submit', (event) => { event.preventDefault(); amend('correct'); });
  $('.correzione [data-restore]').addEventListener('click', () => amend('restore'));
}

// ---- hands -------------------------------------------------------------------------------------------------------------

document.addEventListener('click', (event) => {
  const target = event.target.closest('[data-rule], .finestra, a.v, .vuoto[data-p], [data-act], [data-to], [data-stampa], [data-sort]');
  if (!target) return;
  if (target.matches('[data-rule]')) explain(target.dataset.rule);
  else if (target.matches('.finestra')) openFrame(target);
  else if (target.matches('a.v') || (atDesk && target.matches('.vuoto'))) { event.preventDefault(); openValue(target); }
  else if (target.dataset.to) { event.preventDefault(); document.getElementById(target.dataset.to)?.scrollIntoView(); }
  else if (target.hasAttribute('data-stampa')) print();
  else if (target.dataset.sort) {
    order.down = order.key === target.dataset.sort && !order.down;
    order.key = target.dataset.sort;
    documentRows();
  } else if (target.dataset.act === 'dismiss') {
    const form = $('.motivo', target.closest('.banco'));
    form.hidden = !form.hidden;
    target.setAttribute('aria-expanded', String(!form.hidden));
    if (!form.hidden) $('textarea', form).focus();
  } else if (target.dataset.act) settle(target.closest('article'), target.dataset.act);
});

document.addEventListener('submit', (event) => {
  if (event.target.matches('.motivo')) {
    event.preventDefault();
    settle(event.target.closest('article'), 'dismiss', event.target.reason.value.trim());
  } else if (event.target.matches('.filtri')) event.preventDefault();
});

const keysWanted = $('#tasti-rapidi');
const store = { get: () => { try { return localStorage.getItem('schedario.tasti'); } catch { return null; } }, set: (v) => { try { localStorage.setItem('schedario.tasti', v); } catch { /* private window */ } } };
if (keysWanted) {
  keysWanted.checked = store.get() !== 'no';
  keysWanted.addEventListener('change', () => store.set(keysWanted.checked ? 'si' : 'no'));
}

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (target.matches('.vuoto[data-p]') && (key === 'Enter' || key === ' ')) { event.preventDefault(); openValue(target); return; }
  if (target.matches('input, select, textarea')) {
    if (key === 'Escape') target.blur();
    return;
  }
  if (keysWanted && !keysWanted.checked) return;
  const card = target.closest('article.rilievo');
  const arrow = card && { ArrowDown: 'j', ArrowUp: 'k' }[key];
  const wish = arrow || key;
  if (wish === 'j' || wish === 'k') {
    const all = $$('article.rilievo').filter((a) => a.offsetParent);
    const next = all[card ? all.indexOf(card) + (wish === 'j' ? 1 : -1) : 0];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'start', behavior: 'auto' });
  } else if (key === 'Enter' && target === card) {
    const frame = $('.finestra', card);
    if (frame) { event.preventDefault(); openFrame(frame); }
  } else if (key === '/' && isMain) {
    event.preventDefault();
    if ($('#v-rilievi').hidden && $('#v-documenti').hidden) location.hash = '#rilievi';
    setTimeout(() => ($('#v-documenti').hidden ? $('#cerca') : $('#cerca-d')).focus(), 0);
  }
});

if (isMain) {
  const form = $('#v-rilievi form');
  let timer = 0;
  const changed = () => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
    history.replaceState(null, '', `#rilievi${query.size ? `?${query}` : ''}`);
    choose(form);
    list();
  };
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(changed, 120); });
  $('[data-reset]').addEventListener('click', () => { form.reset(); changed(); });
  $('#v-documenti form').addEventListener('input', () => documentRows());
}

window.addEventListener('hashchange', route);
if (!isMain) ownCards(document).then(() => dress(document));
else dress(document);
route().then(() => document.documentElement.setAttribute('data-ready', 'yes'));
})();
