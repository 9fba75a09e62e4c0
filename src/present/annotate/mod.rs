//! A copy of a PDF with its findings as highlights and comments, for any reader of PDFs.
//!
//! Places are in displayed coordinates; the copy turns them back into those of the page (`space.rs`).

mod kept;
mod space;

use std::io;
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::base::lang::Lang;
use crate::contract::{Evidence, Finding, Severity};
use crate::pdf;
use space::Space;

/// Who the comments are by.
const AUTHOR: &str = "schedario";

/// Why a PDF cannot be annotated.
#[derive(Debug, thiserror::Error)]
pub enum AnnotateError {
    /// Its structure cannot be kept by writing it anew.
    #[error("the PDF cannot be written anew: {0}")]
    Structure(lopdf::Error),
    /// Written anew it would lose some of its text.
    #[error("page {0} of the copy does not hold what the original holds")]
    Altered(u32),
    /// It asks for a password.
    #[error("the PDF asks for a password")]
    PasswordRequired,
    /// The copy cannot be made.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A PDF that is to be copied.
#[derive(Clone, Copy)]
pub struct Original<'d> {
    /// Its bytes.
    pub bytes: &'d [u8],
    /// What was read of it.
    pub document: &'d pdf::Document,
}

/// A copy and what is in it.
#[derive(Debug)]
pub struct Annotated {
    /// The bytes of the copy.
    pub bytes: Arc<Vec<u8>>,
    /// How many findings have a highlight.
    pub shown: usize,
    /// Findings that have no place on a page.
    pub without_place: usize,
}

/// The bytes of a PDF with a highlight on every place of the findings; the comment stands at the first one of each. An encrypted
/// PDF that needs no password to be read gives a copy without encryption. The copy is read again: it is given away only if its
/// pages hold the same text as those of the original.
pub fn annotate(original: &Original<'_>, findings: &[Finding], lang: Lang) -> Result<Annotated, AnnotateError> {
    let mut pdf = Document::load_mem(original.bytes).map_err(failed)?;
    if pdf.is_encrypted() {
        pdf.decrypt("").map_err(|_| AnnotateError::PasswordRequired)?;
        pdf.trailer.remove(b"Encrypt");
    }
    // The pages as they were counted when the document was read: two programs do not count a broken tree alike.
    let objects = original.document.page_objects();
    let own = pdf.get_pages();
    let page_of = |number: u32| match objects.get((number as usize).checked_sub(1)?)? {
        Some(id) => Some(*id),
        None => own.get(&number).copied().filter(|_| own.len() == objects.len()),
    };
    let (mut shown, mut without_place) = (0, 0);
    for (number, finding) in findings.iter().enumerate() {
        let mut any = false;
        for (k, (page, places)) in by_page(&finding.places).into_iter().enumerate() {
            let Some(id) = page_of(page) else { continue };
            let space = Space::of(&pdf, id);
            // The comment stands at the first place; the others are told apart by their rule.
            let comment = if k == 0 {
                format!("{} {}", finding.rule, finding.message.get(lang))
            } else {
                finding.rule.to_string()
            };
            let name = format!("schedario-{}-{page}", number + 1);
            let (mut mark, look) = highlight(finding, &name, &comment, &places, &space);
            mark.set("P", id);
            mark.set("AP", dictionary! { "N" => pdf.add_object(look) });
            let mark = pdf.add_object(mark);
            any |= attach(&mut pdf, id, mark).is_ok();
        }
        shown += usize::from(any);
        without_place += usize::from(!any);
    }
    let mut out = Vec::new();
    pdf.save_to(&mut out)?;
    let out = Arc::new(out);
    if let Some(page) = kept::altered(original.document, &out) {
        return Err(AnnotateError::Altered(page));
    }
    Ok(Annotated { bytes: out, shown, without_place })
}

fn failed(error: lopdf::Error) -> AnnotateError {
    match error {
        lopdf::Error::InvalidPassword => AnnotateError::PasswordRequired,
        other => AnnotateError::Structure(other),
    }
}

/// The places page by page, in their order.
fn by_page(places: &[Evidence]) -> Vec<(u32, Vec<&Evidence>)> {
    let mut out: Vec<(u32, Vec<&Evidence>)> = Vec::new();
    for place in places {
        match out.iter_mut().find(|(page, _)| *page == place.page) {
            Some((_, own)) => own.push(place),
            None => out.push((place.page, vec![place])),
        }
    }
    out
}

/// Red, amber, grey-blue.
fn colour(severity: Severity) -> [f32; 3] {
    match severity {
        Severity::Error => [1.0, 0.62, 0.66],
        Severity::Warning => [1.0, 0.86, 0.4],
        Severity::Info => [0.72, 0.84, 0.95],
    }
}

/// A highlight over some places of one page.
fn highlight(
    finding: &Finding,
    name: &str,
    comment: &str,
    places: &[&Evidence],
    space: &Space,
) -> (Dictionary, Stream) {
    let corners: Vec<[(f32, f32); 4]> = places.iter().map(|p| space.corners(p.bbox)).collect();
    let rect = corners.iter().flatten().fold([f32::MAX, f32::MAX, f32::MIN, f32::MIN], |r, (x, y)| {
        [r[0].min(*x), r[1].min(*y), r[2].max(*x), r[3].max(*y)]
    });
    // The order that readers expect, whatever the standard says: upper left, upper right, lower left, lower right.
    let quads: Vec<f32> = corners.iter().flatten().flat_map(|(x, y)| [*x, *y]).collect();
    let dict = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Highlight",
        "Rect" => reals(&rect),
        "QuadPoints" => reals(&quads),
        "C" => reals(&colour(finding.severity)),
        // To be printed.
        "F" => 4,
        "T" => text(AUTHOR),
        "Subj" => text(&finding.rule),
        "NM" => text(name),
        "Contents" => text(comment),
    };
    (dict, appearance(&corners, rect, finding.severity))
}

/// What the highlight looks like, for readers that do not draw highlights themselves.
fn appearance(corners: &[[(f32, f32); 4]], rect: [f32; 4], severity: Severity) -> Stream {
    let [r, g, b] = colour(severity);
    let mut drawn = format!("/G gs {r} {g} {b} rg\n");
    for [ul, ur, ll, lr] in corners {
        drawn += &format!("{} {} m {} {} l {} {} l {} {} l h f\n", ul.0, ul.1, ur.0, ur.1, lr.0, lr.1, ll.0, ll.1);
    }
    let state = dictionary! { "Type" => "ExtGState", "BM" => "Multiply" };
    let dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => reals(&rect),
        "Group" => dictionary! { "Type" => "Group", "S" => "Transparency" },
        "Resources" => dictionary! { "ExtGState" => dictionary! { "G" => state } },
    };
    Stream::new(dict, drawn.into_bytes())
}

fn reals(numbers: &[f32]) -> Vec<Object> {
    numbers.iter().map(|v| Object::Real(*v)).collect()
}

/// A string that any reader understands: UTF-16 with its mark, where it is more than ASCII.
fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), lopdf::StringFormat::Hexadecimal)
}

/// Adds an annotation to those of a page, wherever the page keeps them.
fn attach(pdf: &mut Document, page: ObjectId, mark: ObjectId) -> Result<(), lopdf::Error> {
    let list = match pdf.get_dictionary(page)?.get(b"Annots") {
        Ok(Object::Array(list)) => list.clone(),
        Ok(Object::Reference(id)) => pdf.get_object(*id).and_then(Object::as_array).cloned().unwrap_or_default(),
        _ => Vec::new(),
    };
    // The list may be shared with other pages: each that is added to gets its own.
    let list: Vec<Object> = list.into_iter().chain([mark.into()]).collect();
    pdf.get_object_mut(page)?.as_dict_mut()?.set("Annots", list);
    Ok(())
}
