//! The HTML around everything: head, style, program, and the three pages that are always there.

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::binder::Folio;
use super::document;
use super::finding::card;
use super::index::Index;
use super::overview::{documents, findings, overview};
use super::voice::Voice;
use crate::audit::{Text, rules};
use crate::base::lang::Lang;
use crate::grammar::FormRule;

/// Bootstrap Italia, as far as pages use it (`assets/refresh.mjs`), and what is our own.
const STYLE: &str = concat!(include_str!("assets/bootstrap-italia.css"), include_str!("assets/pages.css"));
/// The program of the pages.
pub(super) const PROGRAM: &str = include_str!("assets/pages.js");
const FONTS: &[(u16, &[u8])] =
    &[(400, include_bytes!("assets/titillium-web-400.woff2")), (600, include_bytes!("assets/titillium-web-600.woff2"))];

/// Where the parts of pages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// In the page itself.
    OneFile,
    /// In a folder beside the page.
    Folder,
    /// At the desk, which serves them and takes decisions.
    Desk,
}

/// What all pages of a report have in common.
#[derive(Clone, Copy, Debug)]
pub struct Shell<'a> {
    /// The language.
    pub voice: Voice,
    /// Where parts are.
    pub mode: Mode,
    /// Who decides at the desk, unless somebody else says so there.
    pub who: &'a str,
    /// Rules of the grammars, by form, to be explained beside the program's own.
    pub own_rules: &'a [(String, FormRule)],
}

impl Shell<'_> {
    /// The page with overview, findings and documents; `parts` are the elements that hold them, in a page that holds them all.
    pub fn main(&self, index: &Index, parts: &[String]) -> String {
        let say = |it: &'static str, en: &'static str| self.voice.say(it, en);
        let body = html! {
            section id="v-quadro" { (overview(index, self)) }
            section id="v-rilievi" hidden { (findings(index, self)) }
            section id="v-documenti" hidden { (documents(self.voice)) }
            section id="v-scheda" hidden {}
        };
        let title = say("Rilievi sulle schede PEG", "Findings on PEG reports");
        self.whole(title, "", &body, index, parts)
    }

    /// What a rule is called; empty for one that nobody knows.
    pub(super) fn title(&self, code: &str) -> String {
        let own = || self.own_rules.iter().find(|(_, rule)| rule.code == code).map(|(_, rule)| &rule.what);
        match rules::find(code) {
            Some(rule) => self.voice.say(rule.title.0, rule.title.1).to_owned(),
            None => own().map_or("", |what| what.get(self.voice.0)).to_owned(),
        }
    }

    /// The overview alone.
    pub fn overview(&self, index: &Index) -> String {
        overview(index, self).into_string()
    }

    /// The page of a document, without the shell around it.
    pub fn page(&self, folio: &Folio) -> String {
        document::page(folio, self.voice).into_string()
    }

    /// The cards of all findings of a document.
    pub fn cards(&self, folio: &Folio) -> String {
        let all = (0..folio.report.findings.len()).map(|k| card(folio, k, self.voice, self.mode == Mode::Desk));
        html! { @for card in all { (card) } }.into_string()
    }

    /// The page of one document, for a folder of pages.
    pub(super) fn single(&self, folio: &Folio, index: &Index) -> String {
        let body = html! { section id="v-scheda" { (document::page(folio, self.voice)) } };
        let title = &folio.line.path;
        self.whole(title, "../", &body, index, &[])
    }

    fn whole(&self, title: &str, root: &str, body: &Markup, index: &Index, parts: &[String]) -> String {
        let say = |it: &'static str, en: &'static str| self.voice.say(it, en);
        let page = html! {
            (DOCTYPE)
            html lang=(self.voice.code()) data-mode=(self.mode.name()) data-root=(root) {
                head {
                    meta charset="utf-8";
                    @if self.mode != Mode::Desk { meta http-equiv="Content-Security-Policy" content=(self.policy()); }
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    link rel="icon" href="data:,";
                    title { (title) " – schedario" }
                    style { (PreEscaped(style())) }
                }
                body {
                    a.salta.visually-hidden-focusable href="#contenuto" { (say("Vai al contenuto", "Skip to content")) }
                    header.testata {
                        div.testata-riga {
                            a.marchio href=(format!("{}#quadro", self.home(root))) { "schedario" }
                            nav aria-label=(say("Parti del rapporto", "Parts of the report")) {
                                ul {
                                    li { a href=(format!("{}#quadro", self.home(root))) data-nav="quadro" { (say("Quadro", "Overview")) } }
                                    li { a href=(format!("{}#rilievi", self.home(root))) data-nav="rilievi" { (say("Rilievi", "Findings")) } }
                                    li { a href=(format!("{}#documenti", self.home(root))) data-nav="documenti" { (say("Documenti", "Documents")) } }
                                }
                            }
                            @if self.mode == Mode::Desk { (who(self.voice, self.who)) }
                        }
                    }
                    main id="contenuto" tabindex="-1" {
                        noscript { p.avvertenza { (say(
                            "Queste pagine hanno bisogno di JavaScript. Gli stessi rilievi stanno in findings.csv.",
                            "These pages need JavaScript. The same findings stand in findings.csv.")) } }
                        (body)
                    }
                    footer.piede { p { (say(
                        "Fatto da schedario su questo computer: nulla è stato trasmesso. I rilievi indicano dove guardare, non sostituiscono il giudizio di chi controlla.",
                        "Made by schedario on this machine: nothing was sent anywhere. Findings say where to look; the judgement is the auditor's.")) } }
                    (viewer(self.voice, self.mode))
                    dialog.regola-finestra aria-labelledby="regola-titolo" {
                        div.finestra-capo { h2 id="regola-titolo" {}
                            button.chiudi type="button" data-close="" aria-label=(say("Chiudi", "Close")) { "✕" } }
                        div.regola-testo {}
                    }
                    @for rule in self.rules(index) { (rule) }
                    script type="application/json" id="indice" { (PreEscaped(index.json())) }
                    script type="application/json" id="parole" { (PreEscaped(words(self.voice))) }
                    @for part in parts { (PreEscaped(part)) }
                    script { (PreEscaped(PROGRAM)) }
                }
            }
        };
        page.into_string()
    }

    /// Where the main page is, seen from a page.
    fn home(&self, root: &str) -> String {
        if root.is_empty() { String::new() } else { format!("{root}{}", super::write::MAIN) }
    }

    /// What a page may load: itself, and in a folder of pages its neighbours.
    fn policy(&self) -> String {
        let neighbours = if self.mode == Mode::Folder { " file: 'self'" } else { "" };
        format!(
            "default-src 'none'; script-src '{}'{neighbours}; style-src 'unsafe-inline'; img-src blob: data:; font-src data:; base-uri 'none'; form-action 'none'",
            program_hash()
        )
    }

    /// The explanations of the rules that made findings.
    fn rules(&self, index: &Index) -> Vec<Markup> {
        let codes = index.tally(|f| f.rule.clone());
        codes.keys().map(|code| self.rule(code)).collect()
    }

    fn rule(&self, code: &str) -> Markup {
        let get = |text: Text| match self.voice.0 {
            Lang::It => text.0,
            Lang::En => text.1,
        };
        let say = |it: &'static str, en: &'static str| self.voice.say(it, en);
        let own = self.own_rules.iter().find(|(_, rule)| rule.code == code);
        html! {
            template data-regola=(code) data-titolo=(format!("{code} {}", self.title(code))) {
                @if let Some(rule) = rules::find(code) {
                    p { (get(rule.doc.what)) }
                    p { strong { (say("Perché.", "Why.")) } " " (get(rule.doc.why)) }
                    p { strong { (say("Esempio.", "Example.")) } " " (get(rule.doc.example)) }
                    @if let Some(law) = rule.doc.law { p { strong { (say("Norma.", "Law.")) } " " (get(law)) } }
                } @else if let Some((form, rule)) = own {
                    p { (rule.what.get(self.voice.0)) }
                    p { strong { (say("Modulo.", "Form.")) } " " (form) }
                    p { strong { (say("Relazione.", "Relation.")) } " " code { (rule.holds) } }
                } @else {
                    p { (say("Regola della grammatica di questo modulo.", "A rule of this form's grammar.")) }
                }
            }
        }
    }
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Mode::OneFile => "file",
            Mode::Folder => "folder",
            Mode::Desk => "desk",
        }
    }
}

/// The hash by which a policy knows the program.
pub fn program_hash() -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(PROGRAM.as_bytes())))
}

fn style() -> String {
    let mut out = String::new();
    for (weight, bytes) in FONTS {
        out += &format!(
            "@font-face{{font-family:\"Titillium Web\";font-weight:{weight};font-display:swap;src:url(data:font/woff2;base64,{}) format(\"woff2\")}}\n",
            BASE64.encode(bytes)
        );
    }
    out + STYLE
}

/// Who sits at the desk.
fn who(voice: Voice, name: &str) -> Markup {
    html! {
        form.chi {
            label for="chi" { (voice.say("Decide", "Decided by")) }
            input.form-control id="chi" name="who" autocomplete="name" value=(name) required;
        }
    }
}

/// The window that shows a page with its marks; at the desk with a form to correct the value.
fn viewer(voice: Voice, mode: Mode) -> Markup {
    let say = |it: &'static str, en: &'static str| voice.say(it, en);
    html! {
        dialog.visore aria-labelledby="visore-titolo" {
            div.finestra-capo {
                h2 id="visore-titolo" {}
                div.visore-tasti {
                    button type="button" data-step="-1" aria-label=(say("Pagina precedente", "Previous page")) { "‹" }
                    button type="button" data-step="1" aria-label=(say("Pagina seguente", "Next page")) { "›" }
                    button type="button" data-zoom="-1" aria-label=(say("Rimpicciolisci", "Smaller")) { "−" }
                    button type="button" data-zoom="1" aria-label=(say("Ingrandisci", "Larger")) { "+" }
                    button.chiudi type="button" data-close="" aria-label=(say("Chiudi", "Close")) { "✕" }
                }
            }
            @if mode == Mode::Desk {
                form.correzione hidden {
                    p.correzione-letto {}
                    label for="correzione-valore" { (say("Che cosa è stampato", "What is printed")) }
                    input.form-control id="correzione-valore" name="value" autocomplete="off";
                    label for="correzione-motivo" { (say("Annotazione (facoltativa)", "Remark (optional)")) }
                    input.form-control id="correzione-motivo" name="reason" autocomplete="off";
                    button.btn.btn-primary.btn-sm type="submit" { (say("Correggi", "Correct")) }
                    button.btn.btn-outline-primary.btn-sm type="button" data-restore="" hidden { (say("Torna alla lettura originale", "Back to the original reading")) }
                    p.correzione-esito role="status" {}
                }
            }
            div.visore-foglio tabindex="0" role="region" aria-label=(say("Pagina del documento", "Page of the document")) {}
        }
    }
}

/// What the program says, in the language of the page.
fn words(voice: Voice) -> String {
    let say = |it: &'static str, en: &'static str| voice.say(it, en);
    serde_json::json!({
        "findings": say("rilievi", "findings"), "finding": say("rilievo", "finding"), "of": say("di", "of"),
        "page": say("Pagina", "Page"), "documents": say("documenti", "documents"), "document": say("documento", "document"),
        "previous": say("Precedenti", "Previous"), "next": say("Seguenti", "Next"), "none": say("Nessun rilievo con questi filtri.", "No finding with these filters."),
        "nopicture": say("La figura di questa pagina non c'è.", "There is no picture of this page."),
        "loading": say("La figura arriva…", "The picture is coming…"),
        "failed": say("Non si può leggere questa parte del rapporto. La cartella accanto al file è intera?", "This part of the report cannot be read. Is the folder beside the file complete?"),
        "kept": say("Decisione registrata.", "Decision kept."), "refused": say("La decisione non è stata registrata", "The decision was not kept"),
        "gone": say("il banco non risponde: è ancora aperto?", "the desk does not answer: is it still open?"),
        "read": say("Letto", "Read"), "blank": say("vuoto", "blank"), "wholly": say("Valore", "Value"), "name": say("Scrivere prima chi decide, in alto.", "First say who decides, above."),
        "unread": say("non letto", "not read"), "locale": voice.code(),
    })
    .to_string()
    .replace('<', "\\u003c")
}
