//! A finding as a card: what is wrong, and the picture of the page with the numbers marked.

use maud::{Markup, html};

use super::binder::{Folio, objective_of};
use super::crop::{Crop, crops};
use super::voice::Voice;
use crate::contract::{Evidence, Finding};
use crate::review::{Standing, Status};

/// The card of a finding; with the buttons of the desk where decisions are made.
pub fn card(folio: &Folio, position: usize, voice: Voice, at_desk: bool) -> Markup {
    let (Some(finding), Some(standing)) = (folio.report.findings.get(position), folio.review.findings.get(position))
    else {
        return html! {};
    };
    let id = format!("r{}-{position}", folio.number);
    let pages = pages(finding);
    let shown = crops(&places(folio, finding), &context(folio, finding), |page| folio.size(page));
    html! {
        article.rilievo id=(id) data-d=(folio.number) data-k=(position) data-print=(standing.fingerprint)
            data-status=(standing.status.name()) tabindex="-1" aria-labelledby=(format!("{id}-t")) {
            header.rilievo-capo {
                span class=(format!("gravita gravita-{}", finding.severity.name())) { (voice.severity(finding.severity)) }
                button.regola type="button" data-rule=(finding.rule)
                    aria-label=(format!("{} {}", voice.say("Spiega la regola", "Explain rule"), finding.rule)) { (finding.rule) }
                span class=(format!("stato stato-{}", standing.status.name())) { (voice.status(standing.status)) }
            }
            h3.rilievo-titolo id=(format!("{id}-t")) { (finding.message.get(voice.0)) }
            p.rilievo-dove {
                @if let Some(code) = &finding.objective { span { (voice.say("Obiettivo", "Objective")) " " (code) } }
                @let centre = folio.centre(objective_of(&finding.subject));
                @if !centre.is_empty() { span { (centre) } }
                span { a data-go=(format!("d{}", folio.number)) data-file=(folio.file) href="#" { (folio.line.path) } }
                @if !pages.is_empty() { span { (voice.say("pagina", "page")) " " (pages) } }
            }
            (pictures(folio, finding, &shown, voice))
            @if finding.found.is_some() || finding.expected.is_some() {
                dl.confronto {
                    @if let Some(found) = &finding.found { div { dt { (voice.say("Trovato", "Found")) } dd { (found) } } }
                    @if let Some(expected) = &finding.expected { div { dt { (voice.say("Atteso", "Expected")) } dd { (expected) } } }
                }
            }
            p.rilievo-legami {
                @if !finding.subject.is_empty() && folio.report.objectives.get(objective_of(&finding.subject).unwrap_or(usize::MAX)).is_some() {
                    a data-go=(format!("d{}{}", folio.number, finding.subject)) data-file=(folio.file) href="#" {
                        (voice.say("Vedi nella scheda", "See it in the report"))
                    }
                }
                @if let Some((other, pointer)) = folio.against.get(&position) {
                    a data-go=(format!("d{other}{pointer}")) href="#" { (voice.say("Vedi l'altra scheda", "See the other report")) }
                }
            }
            (decided(standing, folio, finding, voice))
            @if at_desk { (desk(folio, finding, standing, voice)) }
        }
    }
}

/// "3, 5".
fn pages(finding: &Finding) -> String {
    let mut pages: Vec<u32> = finding.places.iter().map(|p| p.page).collect();
    pages.sort_unstable();
    pages.dedup();
    pages.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

/// Where to look; a finding about something that is not printed shows the row that it is missing from.
fn places(folio: &Folio, finding: &Finding) -> Vec<Evidence> {
    if !finding.places.is_empty() {
        return finding.places.clone();
    }
    let pointers =
        std::iter::once(finding.subject.clone()).chain(row_of(&finding.subject)).chain(finding.related.clone());
    pointers.filter_map(|p| folio.places.get(&p)).find(|p| !p.is_empty()).cloned().unwrap_or_default()
}

/// The name of the row that a finding's value stands in belongs into its picture.
fn context(folio: &Folio, finding: &Finding) -> Vec<Evidence> {
    let pointers = std::iter::once(&finding.subject).chain(&finding.related);
    pointers.filter_map(|p| folio.places.get(&row_of(p)?)).flatten().cloned().collect()
}

/// The description of the row of a list that a value stands in.
fn row_of(pointer: &str) -> Option<String> {
    let steps: Vec<&str> = pointer.split('/').collect();
    let row = steps.iter().enumerate().skip(3).rfind(|(k, step)| {
        step.parse::<usize>().is_ok() && matches!(steps[k - 1], "phases" | "indicators" | "lines" | "rows")
    })?;
    Some(format!("{}/description", steps[..=row.0].join("/")))
}

fn pictures(folio: &Folio, finding: &Finding, shown: &[Crop], voice: Voice) -> Markup {
    html! {
        @if let Err(missing) = &folio.pdf {
            p.senza-figura { (missing.get(voice.0)) }
            @if !finding.places.is_empty() {
                ul.senza-figura-luoghi {
                    @for place in &finding.places { li { (voice.say("Pagina", "Page")) " " (place.page) ": «" (place.text) "»" } }
                }
            }
        } @else if !shown.is_empty() {
            div.figure {
                @for crop in shown { (picture(folio, crop, voice)) }
            }
        }
    }
}

/// A part of a page with its marks; the picture itself comes when it is looked at.
fn picture(folio: &Folio, crop: &Crop, voice: Voice) -> Markup {
    let v = crop.view;
    let (width, height) = folio.size(crop.page).unwrap_or((595.0, 842.0));
    let texts: Vec<String> = crop.marks.iter().map(|(_, text)| format!("«{text}»")).collect();
    let texts = texts.join(", ");
    let told = format!("{} {}: {} {texts}", voice.say("Pagina", "Page"), crop.page, voice.say("segnato", "marked"));
    let boxes: Vec<String> = crop
        .marks
        .iter()
        .map(|(r, _)| format!("{}:{:.2},{:.2},{:.2},{:.2}", crop.page, r.x0, r.y0, r.x1, r.y1))
        .collect();
    html! {
        figure.ritaglio style=(format!("flex-grow:{:.0};flex-basis:{:.0}px", v.width(), v.width())) {
            button.finestra type="button" data-part=(folio.part(&format!("p{}", crop.page)))
                data-view=(format!("{:.1} {:.1} {:.1} {:.1}", v.x0, v.y0, v.width(), v.height()))
                data-page=(format!("{width:.1} {height:.1}")) data-at=(boxes.join(";"))
                style=(format!("aspect-ratio:{:.1}/{:.1}", v.width(), v.height()))
                aria-label=(format!("{told}. {}", voice.say("Apri la pagina intera", "Open the whole page"))) {
                (marks(crop))
            }
            figcaption { (voice.say("Pagina", "Page")) " " (crop.page) ": " (texts) }
        }
    }
}

/// The marks over a picture, in points of the page.
fn marks(crop: &Crop) -> Markup {
    let v = crop.view;
    html! {
        svg.segni viewBox=(format!("{:.2} {:.2} {:.2} {:.2}", v.x0, v.y0, v.width(), v.height())) preserveAspectRatio="none" aria-hidden="true" {
            @for (r, _) in &crop.marks {
                rect x=(format!("{:.2}", r.x0 - 2.0)) y=(format!("{:.2}", r.y0 - 2.0)) width=(format!("{:.2}", r.width() + 4.0))
                    height=(format!("{:.2}", r.height() + 4.0)) rx="2" {}
            }
        }
    }
}

/// Who decided what, and why.
fn decided(standing: &Standing, folio: &Folio, finding: &Finding, voice: Voice) -> Markup {
    let about: Vec<&String> = std::iter::once(&finding.subject).chain(&finding.related).collect();
    let corrections = folio.review.corrections.iter().filter(|c| about.contains(&&c.pointer));
    html! {
        @if standing.status != Status::Open {
            div.decisione {
                p {
                    strong { (voice.status(standing.status)) } " "
                    (voice.say("da", "by")) " " (standing.who) ", " (day(&standing.at))
                    @if !standing.reason.is_empty() { ": " q { (standing.reason) } }
                }
                @for c in corrections {
                    p {
                        (voice.say("Lettura originale", "Original reading")) " " del { (text_of(&c.before)) } ", "
                        (voice.say("corretto in", "corrected to")) " " ins { (text_of(&c.after)) }
                    }
                }
            }
        }
    }
}

/// A value of the contract as text.
pub(super) fn text_of(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => "–".to_owned(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The day of a time as decisions write it.
fn day(at: &str) -> &str {
    at.get(..10).unwrap_or(at)
}

/// The buttons with which a finding is settled.
fn desk(folio: &Folio, finding: &Finding, standing: &Standing, voice: Voice) -> Markup {
    let reason = format!("m{}-{}", folio.number, standing.fingerprint);
    let decided = matches!(standing.status, Status::Confirmed | Status::Dismissed);
    html! {
        div.banco role="group" aria-label=(voice.say("Decisione sul rilievo", "Decision on the finding")) {
            @if decided {
                button.btn.btn-outline-primary.btn-sm type="button" data-act="reopen" { (voice.say("Riapri", "Reopen")) }
            } @else {
                button.btn.btn-primary.btn-sm type="button" data-act="confirm" { (voice.say("Conferma", "Confirm")) }
                button.btn.btn-outline-primary.btn-sm type="button" data-act="dismiss" aria-expanded="false" aria-controls=(reason) {
                    (voice.say("Archivia…", "Dismiss…"))
                }
                @if folio.report.objectives.get(objective_of(&finding.subject).unwrap_or(usize::MAX)).is_some() {
                    a.btn.btn-outline-primary.btn-sm data-go=(format!("d{}{}", folio.number, finding.subject)) data-file=(folio.file) href="#" {
                        (voice.say("Correggi il valore…", "Correct the value…"))
                    }
                }
                form.motivo id=(reason) hidden {
                    label for=(format!("{reason}-t")) { (voice.say("Perché non conta", "Why it does not count")) }
                    textarea.form-control id=(format!("{reason}-t")) name="reason" rows="2" required {}
                    button.btn.btn-primary.btn-sm type="submit" { (voice.say("Archivia", "Dismiss")) }
                }
            }
            p.banco-esito role="status" {}
        }
    }
}
