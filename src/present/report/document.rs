//! The page of a document: what it is, its findings, its objectives.

use maud::{Markup, html};

use super::binder::Folio;
use super::objective::{Pen, objective};
use super::voice::Voice;
use crate::base::lang::Lang;

/// The page without its findings, which are a part of their own.
pub(super) fn page(folio: &Folio, voice: Voice) -> Markup {
    let pen = Pen { folio, voice };
    let report = &folio.report;
    let say = |it: &'static str, en: &'static str| voice.say(it, en);
    html! {
        article.scheda data-d=(folio.number) data-pages=(folio.report.source.pages) data-sizes=(sizes(folio)) {
            header {
                p.percorso { (folio.line.path) }
                h1 tabindex="-1" { @if report.title.as_str().is_empty() { (report.form.name) } @else { (report.title.as_str()) } }
                @if let Some(reason) = &folio.line.reason { p.avvertenza { (reason.get(voice.0)) } }
                @if let Err(missing) = &folio.pdf { p.avvertenza { (missing.get(voice.0)) } }
                @if !folio.review.adrift.is_empty() { (adrift(folio, voice)) }
                dl.dati {
                    @if let Some(r) = &report.registration {
                        (pen.entry(say("Ente", "Body"), "/registration/entity", &r.entity))
                        (pen.entry(say("Protocollo", "Registration"), "/registration/protocol_number", &r.protocol_number))
                        (pen.entry(say("del", "of"), "/registration/protocol_date", &r.protocol_date))
                        (pen.entry(say("Classifica", "Class"), "/registration/class_code", &r.class_code))
                        (pen.entry(say("Voce del titolario", "Class label"), "/registration/class_label", &r.class_label))
                        (pen.entry(say("Fascicolo", "File"), "/registration/file", &r.file))
                    }
                    (pen.coded_entry(say("Documento di piano", "View"), "/parameters/view", report.parameters.view.as_ref()))
                    (pen.entry(say("Dettaglio", "Level"), "/parameters/level", &report.parameters.level))
                    (pen.coded_entry(say("Centro", "Centre"), "/parameters/responsibility_center", report.parameters.responsibility_center.as_ref()))
                    div { dt { (say("Modulo riconosciuto", "Form")) } dd { (report.form.name) } }
                    div { dt { (say("Pagine", "Pages")) } dd { (voice.count(report.source.pages as usize)) } }
                    div { dt { "SHA-256" } dd.impronta { (report.source.sha256) } }
                }
            }
            @if report.objectives.len() > 1 {
                nav.sommario aria-label=(say("Obiettivi di questa scheda", "Objectives of this report")) {
                    ul { @for (k, o) in report.objectives.iter().enumerate() {
                        li { a data-to=(format!("o{}-{k}", folio.number)) href="#" { (o.code.as_str()) } " " span { (short(o.description.as_str())) } }
                    } }
                }
            }
            section.rilievi-scheda aria-labelledby=(format!("rs{}", folio.number)) {
                h2 id=(format!("rs{}", folio.number)) { (say("Rilievi di questa scheda", "Findings of this report")) " (" (voice.count(report.findings.len())) ")" }
                div.elenco data-cards=(folio.part("cards")) {}
                @if report.findings.is_empty() { p { (say("Nessun rilievo.", "No finding.")) } }
            }
            @for (k, o) in report.objectives.iter().enumerate() { (objective(pen, k, o)) }
        }
    }
}

/// "595.3 841.9;…": the sizes of all pages, or nothing where there are no pictures.
fn sizes(folio: &Folio) -> String {
    let sizes = (1..=folio.report.source.pages).map_while(|page| folio.size(page));
    sizes.map(|(w, h)| format!("{w:.1} {h:.1}")).collect::<Vec<_>>().join(";")
}

/// Decisions whose finding or value this extraction does not have.
fn adrift(folio: &Folio, voice: Voice) -> Markup {
    let heading = match voice.0 {
        Lang::It => "Decisioni che non trovano più il loro rilievo o valore; restano conservate:",
        Lang::En => "Decisions whose finding or value is no longer there; they are kept:",
    };
    html! {
        div.avvertenza {
            p { (heading) }
            ul { @for d in &folio.review.adrift {
                li { (d.about.key()) ": " (d.action.name()) ", " (d.who) ", " (d.at) @if !d.reason.is_empty() { ", " q { (d.reason) } } }
            } }
        }
    }
}

/// The beginning of a long text.
fn short(text: &str) -> String {
    match text.char_indices().nth(110) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
