//! The first page: how much there is, and where the findings are. And the page on which findings are chosen.

use maud::{Markup, html};

use super::charts::{Bar, bars};
use super::first::first;
use super::index::{Index, Tally};
use super::shell::Shell;
use super::voice::Voice;
use crate::contract::Severity;
use crate::review::Status;

/// How many bars a chart has at most; the rest is found by the filters.
const BARS: usize = 12;

/// The overview.
pub(super) fn overview(index: &Index, shell: &Shell<'_>) -> Markup {
    let voice = shell.voice;
    let say = |it: &'static str, en: &'static str| voice.say(it, en);
    let read = index.documents.iter().filter(|d| d.fate.is_none()).count();
    let open = index.findings.iter().filter(|f| f.status == Status::Open).count();
    let by_severity = index.tally(|f| f.severity);
    let by_rule = index.tally(|f| f.rule.clone());
    let by_centre = index.tally(|f| f.centre.clone());
    let by_year = index.tally(|f| f.year);
    html! {
        h1 tabindex="-1" { (say("Quadro d'insieme", "Overview")) }
        dl.cifre {
            (figure(voice, say("documenti letti", "documents read"), read, "#documenti"))
            @if read < index.documents.len() {
                (figure(voice, say("documenti non letti", "documents not read"), index.documents.len() - read, "#documenti?esito=non-letti"))
            }
            (figure(voice, say("obiettivi", "objectives"), index.objectives, "#documenti"))
            (figure(voice, say("rilievi", "findings"), index.findings.len(), "#rilievi"))
            (figure(voice, say("da esaminare", "open"), open, "#rilievi?status=open"))
        }
        ul.gravita-conti {
            @for s in Severity::ALL {
                @let tally = by_severity.get(s.name()).copied().unwrap_or_default();
                li { a href=(format!("#rilievi?severity={}", s.name())) {
                    span class=(format!("gravita gravita-{}", s.name())) { (voice.severity(s)) } " " (voice.count(tally.count))
                } }
            }
        }
        (first(index, shell))
        div.grafici {
            (bars("g-regola", say("Rilievi per regola", "Findings by rule"), &top(by_rule, |rule| Bar {
                name: rule.clone(), told: shell.title(rule), count: 0, open: 0, to: link("rule", rule),
            }), voice))
            (bars("g-centro", say("Rilievi per centro", "Findings by centre"), &top(by_centre, |centre| Bar {
                name: named(centre, voice), told: String::new(), count: 0, open: 0, to: link("centre", centre),
            }), voice))
            (bars("g-anno", say("Rilievi per anno", "Findings by year"), &in_order(by_year, |year| {
                let year = year.map(|y| y.to_string()).unwrap_or_default();
                Bar { name: named(&year, voice), told: String::new(), count: 0, open: 0, to: link("year", &year) }
            }), voice))
        }
        p.legenda {
            span.tassello.barra-aperti {} " " (say("da esaminare", "open")) "  "
            span.tassello.barra-tutti {} " " (say("già decisi", "settled"))
        }
    }
}

fn figure(voice: Voice, name: &str, count: usize, to: &str) -> Markup {
    html! { div { dt { (name) } dd { a href=(to) { (voice.count(count)) } } } }
}

fn named(name: &str, voice: Voice) -> String {
    if name.is_empty() { voice.say("non indicato", "not named").to_owned() } else { name.to_owned() }
}

/// The most frequent ones.
fn top<K: Ord>(tallies: std::collections::BTreeMap<K, Tally>, bar: impl Fn(&K) -> Bar) -> Vec<Bar> {
    let mut all = in_order(tallies, bar);
    all.sort_by_key(|b| std::cmp::Reverse(b.count));
    all.truncate(BARS);
    all
}

fn in_order<K: Ord>(tallies: std::collections::BTreeMap<K, Tally>, bar: impl Fn(&K) -> Bar) -> Vec<Bar> {
    tallies.iter().map(|(key, tally)| Bar { count: tally.count, open: tally.open, ..bar(key) }).collect()
}

/// A link to the findings of a kind.
pub(super) fn link(filter: &str, value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let value: String =
        value.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect();
    format!("#rilievi?{filter}={}", if value.is_empty() { "-" } else { &value })
}

/// The page of findings: filters, and room for the cards.
pub(super) fn findings(index: &Index, shell: &Shell<'_>) -> Markup {
    let voice = shell.voice;
    let say = |it: &'static str, en: &'static str| voice.say(it, en);
    let rules = index.tally(|f| f.rule.clone());
    let centres = index.tally(|f| f.centre.clone());
    let years = index.tally(|f| f.year.map(|y| y.to_string()).unwrap_or_default());
    html! {
        h1 tabindex="-1" { (say("Rilievi", "Findings")) }
        form.filtri role="search" aria-label=(say("Scegli i rilievi", "Choose findings")) {
            div.filtro.filtro-cerca {
                label for="cerca" { (say("Cerca nel testo", "Search the text")) " " kbd aria-hidden="true" { "/" } }
                input.form-control id="cerca" name="q" type="search" autocomplete="off";
            }
            (choice("rule", say("Regola", "Rule"), say("tutte", "all"), rules.iter().map(|(code, t)| {
                (code.clone(), format!("{code} {} ({})", shell.title(code), t.count))
            }), voice))
            (choice("severity", say("Gravità", "Severity"), say("tutte", "all"), Severity::ALL.iter().map(|s| {
                (s.name().to_owned(), voice.severity(*s).to_owned())
            }), voice))
            (choice("status", say("Decisione", "Decision"), say("tutte", "all"), Status::ALL.iter().map(|s| {
                (s.name().to_owned(), voice.status(*s).to_owned())
            }), voice))
            (choice("centre", say("Centro", "Centre"), say("tutti", "all"), centres.iter().map(|(name, t)| {
                (if name.is_empty() { "-".to_owned() } else { name.clone() }, format!("{} ({})", named(name, voice), t.count))
            }), voice))
            (choice("year", say("Anno", "Year"), say("tutti", "all"), years.iter().map(|(year, t)| {
                (if year.is_empty() { "-".to_owned() } else { year.clone() }, format!("{} ({})", named(year, voice), t.count))
            }), voice))
            (choice("sort", say("Ordina per", "Sort by"), say("documento", "document"), [
                ("severity", say("gravità", "severity")), ("rule", say("regola", "rule")), ("year", say("anno", "year")),
                ("centre", say("centro", "centre")), ("status", say("decisione", "decision")),
            ].into_iter().map(|(value, name)| (value.to_owned(), name.to_owned())), voice))
        }
        div.esito-filtri {
            h2 { span id="conto" role="status" {} }
            button.btn.btn-outline-primary.btn-sm type="reset" data-reset="" { (say("Togli i filtri", "Clear filters")) }
            button.btn.btn-outline-primary.btn-sm type="button" data-stampa="" { (say("Stampa questi", "Print these")) }
        }
        p.tasti {
            // Keys of one letter can be turned off, as WCAG 2.1.4 asks.
            input id="tasti-rapidi" type="checkbox" checked; " "
            label for="tasti-rapidi" { (say("Tasti rapidi", "Shortcuts")) } ": " (keys(voice))
        }
        div.elenco id="elenco" {}
        nav.pagine aria-label=(say("Pagine dei rilievi", "Pages of findings")) {}
    }
}

fn choice(name: &str, label: &str, all: &str, options: impl Iterator<Item = (String, String)>, _: Voice) -> Markup {
    html! {
        div.filtro {
            label for=(format!("f-{name}")) { (label) }
            select.form-select id=(format!("f-{name}")) name=(name) {
                option value="" { (all) }
                @for (value, text) in options { option value=(value) { (text) } }
            }
        }
    }
}

fn keys(voice: Voice) -> Markup {
    let say = |it: &'static str, en: &'static str| voice.say(it, en);
    html! {
        kbd { "j" } " " kbd { "k" } " " (say("rilievo seguente e precedente", "next and previous finding")) "; "
        kbd { (say("Invio", "Enter")) } " " (say("apre la figura", "opens the picture")) "; "
        kbd { "Esc" } " " (say("chiude", "closes")) "; " kbd { "/" } " " (say("cerca", "search"))
    }
}

/// The page of documents: a list that the page itself fills from its index.
pub(super) fn documents(voice: Voice) -> Markup {
    let say = |it: &'static str, en: &'static str| voice.say(it, en);
    let heads = [
        ("path", say("Documento", "Document"), false),
        ("centre", say("Centro", "Centre"), false),
        ("year", say("Anno", "Year"), true),
        ("pages", say("Pagine", "Pages"), true),
        ("objectives", say("Obiettivi", "Objectives"), true),
        ("error", say("Errori", "Errors"), true),
        ("warning", say("Avvisi", "Warnings"), true),
        ("info", say("Note", "Notes"), true),
        ("open", say("Da esaminare", "Open"), true),
    ];
    html! {
        h1 tabindex="-1" { (say("Documenti", "Documents")) }
        form.filtri role="search" aria-label=(say("Scegli i documenti", "Choose documents")) {
            div.filtro.filtro-cerca {
                label for="cerca-d" { (say("Cerca per percorso, centro o anno", "Search by path, centre or year")) }
                input.form-control id="cerca-d" name="q" type="search" autocomplete="off";
            }
            div.filtro {
                label for="esito-d" { (say("Esito della lettura", "Outcome of the reading")) }
                select.form-select id="esito-d" name="esito" {
                    option value="" { (say("tutti", "all")) }
                    option value="letti" { (say("letti", "read")) }
                    option value="non-letti" { (say("non letti", "not read")) }
                }
            }
        }
        div.table-responsive tabindex="0" role="region" aria-label=(say("Elenco dei documenti", "List of documents")) {
            table.table id="documenti-tabella" {
                caption { span role="status" {} }
                thead { tr { @for (key, name, number) in heads {
                    th.numero[number] scope="col" aria-sort="none" { button type="button" data-sort=(key) { (name) } }
                } } }
                tbody {}
            }
        }
        nav.pagine aria-label=(say("Pagine dei documenti", "Pages of documents")) {}
    }
}
