//! What files are by their names: documents, things that carry documents, and all else.

/// What a file is, as its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A PDF, in a signed envelope or not.
    Pdf,
    /// Pages as pictures.
    Picture,
    /// An e-mail, which may carry documents.
    Mail,
    /// An archive, which may hold documents.
    Archive,
    /// Something else.
    Other,
}

/// What a file of this name is. An envelope is what it holds; one that does not say what it holds may hold a PDF.
pub fn kind(name: &str) -> Kind {
    let mut name = name.to_lowercase();
    let mut enveloped = false;
    while let Some(inner) = name.strip_suffix(".p7m") {
        enveloped = true;
        name.truncate(inner.len());
    }
    // A message that was signed as a whole.
    if enveloped && name.rsplit(['/', '\\']).next() == Some("smime") {
        return Kind::Mail;
    }
    let extension = name.rsplit(['/', '\\']).next().and_then(|last| last.rsplit_once('.')).map(|(_, end)| end);
    match extension {
        Some("pdf") => Kind::Pdf,
        Some("tif" | "tiff" | "jpg" | "jpeg" | "png") => Kind::Picture,
        Some("eml") => Kind::Mail,
        Some("zip") => Kind::Archive,
        // Names of acts have points in them: what is no usual extension is part of the name.
        other if enveloped && !other.is_some_and(is_extension) => Kind::Pdf,
        _ => Kind::Other,
    }
}

/// Whether the end of a name looks like that of a kind of files: a few letters, with a digit perhaps.
fn is_extension(end: &str) -> bool {
    (2..=5).contains(&end.len())
        && end.starts_with(|c: char| c.is_ascii_alphabetic())
        && end.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The kind of a file as people say it: its extension, in small letters.
pub fn extension(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    match last.rsplit_once('.') {
        Some((begin, end)) if !begin.is_empty() && end.len() <= 8 => end.to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_is_read() {
        for (name, wanted) in [
            ("a.PDF", Kind::Pdf),
            ("a.pdf.p7m", Kind::Pdf),
            ("a.pdf.P7M.p7m", Kind::Pdf),
            ("Determina n. 12.p7m", Kind::Pdf),
            ("x/atto.2018_14.p7m", Kind::Pdf),
            ("fattura.xml.p7m", Kind::Other),
            ("lettera.docx.p7m", Kind::Other),
            ("scansione.TIFF", Kind::Picture),
            ("posta.eml", Kind::Mail),
            ("x/smime.p7m", Kind::Mail),
            ("tutto.zip.p7m", Kind::Archive),
            ("pdf", Kind::Other),
            ("a.pdf/b", Kind::Other),
        ] {
            assert_eq!(kind(name), wanted, "{name}");
        }
        assert_eq!(
            (extension("a/B.XML"), extension(".profile"), extension("x")),
            ("xml".into(), String::new(), String::new())
        );
    }
}
