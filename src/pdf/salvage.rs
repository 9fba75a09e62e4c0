//! Pages of a file whose table of contents is lost.

use regex::bytes::Regex;

use crate::base::pattern::pattern;

pattern! {
    /// Objects with what they hold, up to their end or the next one.
    static OBJECT: Regex = Regex::new(r"(?-u)(?:^|[\r\n ])(\d{1,10}) (\d{1,5}) obj\b");
    static PAGE: Regex = Regex::new(r"(?-u)/Type\s*/Page[^s\w]");
    static BOX: Regex = Regex::new(r"(?-u)/MediaBox\s*\[[-\d.\s]{3,80}\]");
}

/// How much of an object is looked at for what it is, in bytes.
pub(super) const HEAD: usize = 4096;
/// How many pages are gathered.
const MOST: usize = 100_000;

/// The same bytes with a new table of contents that names all pages which can be found, in the order of the file.
/// None where there is no page to be found.
pub(super) fn salvage(bytes: &[u8]) -> Option<Vec<u8>> {
    let heads: Vec<(u64, &[u8], usize)> = OBJECT
        .captures_iter(bytes)
        .filter_map(|c| {
            let whole = c.get(0)?;
            let number = std::str::from_utf8(c.get(1)?.as_bytes()).ok()?.parse().ok()?;
            Some((number, c.get(2)?.as_bytes(), whole.end()))
        })
        .collect();
    let mut kids = Vec::new();
    let mut largest = 0;
    for (k, (number, generation, from)) in heads.iter().enumerate() {
        largest = largest.max(*number);
        let until = heads.get(k + 1).map_or(bytes.len(), |next| next.2).min(from + HEAD);
        let body = bytes.get(*from..until).unwrap_or_default();
        let body = body.windows(6).position(|w| w == b"stream" || w == b"endobj").map_or(body, |end| &body[..end]);
        if PAGE.is_match(body) && kids.len() < MOST {
            kids.push(format!("{number} {} R", String::from_utf8_lossy(generation)));
        }
    }
    if kids.is_empty() {
        return None;
    }
    // Pages may have inherited their size.
    let size =
        BOX.find(bytes).map_or_else(|| "/MediaBox[0 0 595 842]".into(), |m| String::from_utf8_lossy(m.as_bytes()));
    let (catalog, pages) = (largest.checked_add(1)?, largest.checked_add(2)?);
    let mut out = bytes.to_vec();
    let table = format!(
        "\nendstream\nendobj\n{catalog} 0 obj\n<</Type/Catalog/Pages {pages} 0 R>>\nendobj\n{pages} 0 obj\n<</Type/Pages/Count {}{size}\
         /Kids[{}]>>\nendobj\ntrailer\n<</Root {catalog} 0 R/Size {}>>\nstartxref\n0\n%%EOF\n",
        kids.len(),
        kids.join(" "),
        pages + 1
    );
    out.extend_from_slice(table.as_bytes());
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_and_page_trees_are_not() {
        let file = b"%PDF-1.4\n1 0 obj <</Type /Pages /Kids [2 0 R]>> endobj\n2 0 obj\n<</Type/Page/MediaBox [0 0 100 200]>>\nendobj\n7 0 obj <</Type /Page >>";
        let made = String::from_utf8(salvage(file).unwrap()).unwrap();
        assert!(made.contains("/Kids[2 0 R 7 0 R]") && made.contains("/Count 2/MediaBox [0 0 100 200]"), "{made}");
        assert!(salvage(b"%PDF-1.4\n1 0 obj <</Type /Pages>> endobj").is_none());
    }
}
