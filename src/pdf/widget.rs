//! Fields of fillable forms that have a value and no appearance: viewers draw the value, and so it is read.

use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::dict::keys::{ANNOTS, DA, F, FF, FT, OPT, PARENT, Q, RECT, SUBTYPE, V};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};
use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::kurbo::{Affine, Rect as KurboRect};

use super::device::{Collector, EVERYWHERE, Shown, boxed};
use super::sight::Paint;
use super::text::string;

/// How many fields stand above each other; files with a loop among them would never end.
const DEEPEST: usize = 16;
/// Flags of an annotation that is not shown: hidden, or not to be viewed.
const UNSEEN: u32 = 2 | 32;
/// Flags of a field: of several lines, of a password, and of a choice that unfolds.
const MULTILINE: u32 = 1 << 12;
const PASSWORD: u32 = 1 << 13;
const COMBO: u32 = 1 << 17;
/// How wide a letter is set, in em: a little narrower than the digits of the font that viewers use, so that it has room.
const LETTER: f64 = 0.5;
/// Font size of a field that leaves it to the viewer: at most this, and this share of the field's height.
const LARGEST: f64 = 12.0;
const FILLING: f64 = 0.7;
/// From line to line, in em, and from the edge of a field to its text, in points.
const PITCH: f64 = 1.15;
const MARGIN: f64 = 2.0;

/// Draws the values of the fields of a page in whose place nothing is drawn.
pub(super) fn draw(page: &PdfPage<'_>, transform: Affine, out: &mut Collector) {
    let Some(annotations) = page.raw().get::<Array<'_>>(ANNOTS) else { return };
    for field in annotations.iter::<Dict<'_>>() {
        if field.get::<Name<'_>>(SUBTYPE).is_some_and(|s| s.as_str() == "Widget") {
            draw_field(&field, transform, out);
        }
    }
}

fn draw_field(field: &Dict<'_>, transform: Affine, out: &mut Collector) {
    let flags = number(field, FF);
    if field.get::<u32>(F).unwrap_or(0) & UNSEEN != 0 || flags & PASSWORD != 0 {
        return;
    }
    let Some([x0, y0, x1, y1]) = field.get::<[f64; 4]>(RECT) else { return };
    let rect = KurboRect::new(x0, y0, x1, y1).abs();
    let kind = holder(field, FT).and_then(|f| f.get::<Name<'_>>(FT));
    let lines = match kind.as_ref().map(|k| k.as_str()) {
        Some("Tx") => text(field).map(|t| split(&t)).unwrap_or_default(),
        Some("Ch") if flags & COMBO != 0 => chosen(field).into_iter().collect(),
        Some("Ch") => options(field).into_iter().map(|(_, shown)| shown).collect(),
        _ => Vec::new(),
    };
    let shown = boxed(transform.transform_rect_bbox(rect));
    if lines.iter().all(|line| line.trim().is_empty()) || out.shows_text_in(&shown) {
        return;
    }
    let single = lines.len() == 1 && flags & MULTILINE == 0;
    let size = size(field).unwrap_or_else(|| if single { LARGEST.min(FILLING * rect.height()) } else { LARGEST });
    let count = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0).max(1);
    let letter = (LETTER * size).min((rect.width() - MARGIN).max(1.0) / count as f64);
    let paint = Paint { rgb: Some([0.0; 3]), alpha: 1.0, veiled: false };
    out.clip = EVERYWHERE;
    for (k, line) in lines.iter().enumerate() {
        let y = if single { rect.center().y - 0.35 * size } else { rect.y1 - MARGIN - size - k as f64 * PITCH * size };
        if y < rect.y0 - 0.35 * size {
            break;
        }
        let length = letter * line.chars().count() as f64;
        let room = rect.width() - length - 2.0 * MARGIN;
        let share = match number(field, Q) {
            1 => 0.5,
            2 => 1.0,
            _ => 0.0,
        };
        let x = rect.x0 + MARGIN + share * room.max(0.0);
        for (j, ch) in line.chars().enumerate() {
            let at = Affine::translate((x + letter * j as f64, y)) * Affine::scale(size / 1000.0);
            let shown = Shown { paint, hidden: false };
            out.push_letter(transform * at, (1000.0 * letter / size) as f32, Some(&BfString::Char(ch)), &shown);
        }
    }
}

/// The field, or the nearest above it, that has an entry.
fn holder<'a>(field: &Dict<'a>, key: &[u8]) -> Option<Dict<'a>> {
    let mut at = field.clone();
    for _ in 0..DEEPEST {
        if at.contains_key(key) {
            return Some(at);
        }
        at = at.get::<Dict<'a>>(PARENT)?;
    }
    None
}

/// A number that a field says, or one above it.
fn number(field: &Dict<'_>, key: &[u8]) -> u32 {
    holder(field, key).and_then(|f| f.get::<u32>(key)).unwrap_or(0)
}

fn text(field: &Dict<'_>) -> Option<String> {
    Some(string(holder(field, V)?.get::<PdfString<'_>>(V)?.as_bytes()))
}

/// The lines of a text, white space folded.
fn split(text: &str) -> Vec<String> {
    text.split(['\r', '\n'])
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|l| !l.is_empty())
        .collect()
}

/// What is chosen, as it is shown.
fn chosen(field: &Dict<'_>) -> Option<String> {
    let value = text(field)?;
    let shown = options(field).into_iter().find(|(export, _)| *export == value);
    Some(shown.map_or(value, |(_, shown)| shown))
}

/// What can be chosen: what it stands for in the file, and as it is shown.
fn options(field: &Dict<'_>) -> Vec<(String, String)> {
    let Some(all) = holder(field, OPT).and_then(|f| f.get::<Array<'_>>(OPT)) else { return Vec::new() };
    let said = |text: PdfString<'_>| string(text.as_bytes());
    let option = |object: Object<'_>| match object {
        Object::String(text) => Some((said(text.clone()), said(text))),
        Object::Array(pair) => {
            let mut both = pair.iter::<PdfString<'_>>().map(said);
            let export = both.next()?;
            Some((export.clone(), both.next().unwrap_or(export)))
        }
        _ => None,
    };
    all.iter::<Object<'_>>().filter_map(option).collect()
}

/// The font size that a field asks for.
fn size(field: &Dict<'_>) -> Option<f64> {
    let look = holder(field, DA)?.get::<PdfString<'_>>(DA)?;
    let look = string(look.as_bytes());
    let words: Vec<&str> = look.split_whitespace().collect();
    let at = words.iter().position(|w| *w == "Tf")?;
    let size: f64 = words.get(at.checked_sub(1)?)?.parse().ok()?;
    (size > 0.0).then_some(size)
}
