//! A page for those who write grammars: pictures of a document's pages, overlaid by what the grammar took, with the story of
//! the reading beside them. One HTML file without anything from outside.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use data_encoding::BASE64;
use serde_json::Value;

use crate::base::geometry::Rect;
use crate::base::lang::{Lang, Message};
use crate::contract::{Pointer, Report, Walk};
use crate::document::examine::Examination;
use crate::grammar::{Form, Role, own_list};

/// A box over the picture of a page.
struct Mark {
    page: u32,
    rect: Rect,
    /// Its colour: the name of a class of the style sheet.
    class: &'static str,
    /// What is told when the pointer stands on it.
    told: String,
}

/// The colours with their meanings, in the order of the legend.
const CLASSES: &[(&str, &str, &str)] = &[
    ("report", "rapporto, protocollo, parametri", "report, registration, parameters"),
    ("objective", "campi dell'obiettivo", "fields of the objective"),
    ("status", "relazione", "narrative"),
    ("phase", "fasi", "phases"),
    ("indicator", "indicatori", "indicators"),
    ("budget", "risorse finanziarie", "budget"),
    ("table", "tabelle proprie", "tables of the form's own"),
    ("other", "altro, sotto la voce stampata", "other, under the printed heading"),
    ("bad", "valore illeggibile", "unreadable value"),
    ("label", "intestazioni ed etichette", "headings and labels"),
    ("furniture", "arredo della pagina", "page furniture"),
    ("unread", "non letto", "unread"),
];

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page as HTML. `pictures` are the pages as PNG, in their order; one that is missing leaves its page white.
pub fn page(
    name: &str,
    examination: &Examination,
    form: Option<&Form>,
    pictures: &[Option<Vec<u8>>],
    lang: Lang,
) -> String {
    let say = |it: &str, en: &str| Message::new(it, en).get(lang).to_owned();
    let marks = marks(examination, form);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{}</title><style>{STYLE}</style></head><body>\n\
         <a class=\"skip\" href=\"#story\">{}</a><main aria-label=\"{}\">\n",
        say("it", "en"),
        escape(name),
        say("Vai al racconto della lettura", "Go to the story of the reading"),
        say("Le pagine", "The pages"),
    );
    let mut unread = 0;
    for (k, size) in examination.pages.iter().enumerate() {
        let (w, h, number) = (size.width, size.height, size.number);
        let here: Vec<&Mark> = marks.iter().filter(|m| m.page == number).collect();
        let left = here.iter().filter(|m| m.class == UNREAD).count();
        let shown = say(
            &format!("Pagina {number}: {} riquadri, di cui non letti {left}", here.len()),
            &format!("Page {number}: {} boxes, of which unread {left}", here.len()),
        );
        let _ = write!(out, "<figure id=\"p{number}\" tabindex=\"-1\" style=\"aspect-ratio:{w:.1}/{h:.1}\">");
        if let Some(picture) = pictures.get(k).and_then(Option::as_ref) {
            let printed = say(&format!("Pagina {number} come è stampata"), &format!("Page {number} as printed"));
            let _ = write!(out, "<img alt=\"{printed}\" src=\"data:image/png;base64,{}\">", BASE64.encode(picture));
        }
        let _ = write!(out, "<svg viewBox=\"0 0 {w:.2} {h:.2}\" role=\"img\" aria-label=\"{shown}\">");
        for mark in here {
            let r = mark.rect;
            let id = if mark.class == UNREAD { format!(" id=\"u{unread}\"") } else { String::new() };
            unread += usize::from(mark.class == UNREAD);
            let _ = write!(
                out,
                "<rect{id} class=\"{}\" x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\"><title>{}</title></rect>",
                mark.class,
                r.x0,
                r.y0,
                r.width(),
                r.height(),
                escape(&mark.told)
            );
        }
        let _ = writeln!(out, "</svg><figcaption>{number}</figcaption></figure>");
    }
    let _ = write!(
        out,
        "</main><aside id=\"story\" tabindex=\"0\" aria-label=\"{}\"><h1>{}</h1>",
        say("Il racconto della lettura", "The story of the reading"),
        escape(name)
    );
    story(&mut out, examination, lang);
    values_told(&mut out, &marks, lang);
    let _ = writeln!(out, "</aside><script>{SCRIPT}</script></body></html>");
    out
}

/// What no part of the grammar took.
const UNREAD: &str = "unread";

/// Every value in words, for those who do not see the boxes or do not point at them.
fn values_told(out: &mut String, marks: &[Mark], lang: Lang) {
    let head = Message::new("Tutti i valori letti", "All values that were read");
    let (page, value) = (Message::new("Pagina", "Page"), Message::new("Valore", "Value"));
    let _ = write!(
        out,
        "<details><summary>{0}</summary><table><tr><th scope=col>{1}<th scope=col>{2}",
        head.get(lang),
        page.get(lang),
        value.get(lang)
    );
    let mut last = "";
    for mark in marks.iter().filter(|m| ![UNREAD, "label", "furniture"].contains(&m.class)) {
        // A value of several lines has several boxes.
        if mark.told != last {
            let told = escape(&mark.told).replace('\n', "<br>");
            let _ = write!(out, "<tr><td><a href=\"#p{0}\">{0}</a><td>{told}", mark.page);
        }
        last = &mark.told;
    }
    out.push_str("</table></details>");
}

/// The text beside the pictures: form, legend, coverage, events, what is missing.
fn story(out: &mut String, examination: &Examination, lang: Lang) {
    let say = |it: &str, en: &str| Message::new(it, en).get(lang).to_owned();
    let none = say("nessun modulo", "no form");
    let _ = write!(
        out,
        "<p>{}: <b>{}</b></p><table><tr><th scope=col>{}<th scope=col>{}<th scope=col>{}",
        say("Modulo", "Form"),
        escape(examination.form.as_deref().unwrap_or(&none)),
        say("Moduli provati", "Forms that were tried"),
        say("Punteggio", "Score"),
        say("Segni trovati", "Marks found")
    );
    for score in &examination.scores {
        let year = score.year.map(|y| format!(", {y}")).unwrap_or_default();
        let (id, value) = (escape(&score.id), f64::from(score.score) / 1000.0);
        let _ = write!(out, "<tr><td>{id}<td>{value:.3}<td><small>{} / {}{year}</small>", score.found, score.marks);
    }
    out.push_str("</table>");
    if !examination.missing.is_empty() {
        let missing = escape(&examination.missing.join("», «"));
        let _ = write!(out, "<p><small>{}: «{missing}»</small></p>", say("Segni non trovati", "Marks not found"));
    }
    scans_told(out, examination, lang);
    let _ = write!(out, "<h2>{}</h2><div class=legend>", say("Colori", "Colours"));
    for (class, it, en) in CLASSES {
        let _ = write!(
            out,
            "<label><input type=checkbox checked value={class}><i class={class} aria-hidden=true></i>{}</label>",
            say(it, en)
        );
    }
    let c = examination.coverage();
    let _ = write!(
        out,
        "</div><h2>{}</h2><p>{}: {} · {}: {} · {}: {} · <b>{}: {}</b></p>",
        say("Parole", "Words"),
        say("valori", "values"),
        c.values,
        say("intestazioni", "headings"),
        c.labels,
        say("arredo", "furniture"),
        c.furniture,
        say("non lette", "unread"),
        c.unread
    );
    let unread: Vec<_> = examination.trace.seen.iter().filter(|s| s.role == Role::Free).collect();
    if !examination.unopened.is_empty() {
        let _ = write!(out, "<h2>{}</h2><ul>", say("Che cosa manca", "What is missing"));
        for message in &examination.unopened {
            let _ = write!(out, "<li>{}", escape(message.get(lang)));
        }
        out.push_str("</ul>");
    }
    if !unread.is_empty() {
        let _ = write!(out, "<h2>{}</h2><ol>", say("Non letto", "Unread"));
        for (k, seen) in unread.into_iter().enumerate() {
            let (page, text) = (seen.page, escape(&seen.text));
            let _ = write!(out, "<li><a href=\"#u{k}\">{} {page}</a> {text}", say("pagina", "page"));
        }
        out.push_str("</ol>");
    }
    let _ = write!(out, "<h2>{}</h2><ol>", say("Come è stato letto", "How it was read"));
    for event in &examination.trace.events {
        let _ = write!(out, "<li><a href=\"#p{0}\">{0}</a> {1}", event.page, escape(event.message.get(lang)));
    }
    out.push_str("</ol>");
}

/// Which pages are pictures, and what became of them.
fn scans_told(out: &mut String, examination: &Examination, lang: Lang) {
    if examination.scanned > 0 {
        let (it, en) = ("pagine lette da un'immagine (OCR)", "pages read from a picture (OCR)");
        let _ = write!(out, "<p>{}: {}</p>", Message::new(it, en).get(lang), examination.scanned);
    }
    if !examination.unread_scans.is_empty() {
        let pages = examination.unread_scans.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        let (it, en) = ("Pagine che sono immagini e non sono state lette", "Pages that are pictures and were not read");
        let _ = write!(out, "<p><b>{}: {pages}</b></p>", Message::new(it, en).get(lang));
    }
}

/// The boxes: furniture, labels and what was not read, and over them the values.
fn marks(examination: &Examination, form: Option<&Form>) -> Vec<Mark> {
    let mut out = Vec::new();
    for seen in &examination.trace.seen {
        let class = match seen.role {
            Role::Free => UNREAD,
            Role::Label => "label",
            Role::Furniture => "furniture",
            // Values come with their meaning below.
            Role::Value if examination.report.is_some() => continue,
            Role::Value => "objective",
        };
        out.push(Mark { page: seen.page, rect: seen.rect, class, told: seen.text.clone() });
    }
    if let Some(report) = &examination.report {
        values(report, form, &mut out);
    }
    out
}

fn values(report: &Report, form: Option<&Form>, out: &mut Vec<Mark>) {
    let json = serde_json::to_value(report).unwrap_or_default();
    let mut tables: BTreeMap<String, String> = BTreeMap::new();
    for (i, objective) in report.objectives.iter().enumerate() {
        for (k, table) in objective.tables.iter().enumerate() {
            tables.insert(format!("/objectives/{i}/tables/{k}"), table.id.clone());
        }
    }
    report.walk(&mut Pointer::default(), &mut |at, leaf| {
        let pointer = at.as_str();
        let value = match json.pointer(pointer) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => "?".to_owned(),
            Some(other) => other.to_string(),
        };
        let class = if leaf.unreadable { "bad" } else { class_of(pointer) };
        let origin = form.and_then(|f| origin(f, pointer, &tables)).map(|o| format!("\n{o}")).unwrap_or_default();
        for place in leaf.places {
            out.push(Mark { page: place.page, rect: place.bbox, class, told: format!("{pointer} = {value}{origin}") });
        }
    });
}

fn class_of(pointer: &str) -> &'static str {
    let mut parts = pointer.split('/').skip(1);
    if parts.next() != Some("objectives") {
        return "report";
    }
    match parts.nth(1) {
        Some("phases") => "phase",
        Some("indicators") => "indicator",
        Some("budget") => "budget",
        Some("tables") => "table",
        Some("status") => "status",
        Some("other") => "other",
        _ => "objective",
    }
}

/// What in the grammar filled the value at a pointer.
fn origin(form: &Form, pointer: &str, tables: &BTreeMap<String, String>) -> Option<String> {
    let parts: Vec<&str> = pointer.split('/').skip(1).collect();
    match parts.as_slice() {
        ["objectives", _, "tables", _, rest @ ..] => {
            let at = parts.iter().take(4).map(|p| format!("/{p}")).collect::<String>();
            form.origin(&own_list(tables.get(&at)?), rest.last()?)
        }
        ["objectives", _, list @ ("phases" | "indicators"), _, field, ..] => form.origin(list, field),
        ["objectives", _, "budget", side, "lines", _, field] => form.origin(&format!("budget.{side}"), field),
        ["objectives", _, "budget", side, "total"] => form.origin("", &format!("budget.{side}.total")),
        ["objectives", _, "budget", "balance"] => form.origin("", "budget.balance"),
        ["objectives", _, "linked", which, _] => form.origin("", &format!("linked.{which}")),
        ["objectives", _, "status", "as_of"] => form.origin("", "as_of"),
        ["objectives", _, "other", heading] => form.origin("", &format!("other/{heading}")),
        ["objectives", _, field, ..] => form.origin("", field),
        _ => None,
    }
}

/// Text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
