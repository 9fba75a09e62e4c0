//! How the end of a printed line goes on in the next one.

/// What joins two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineJoin {
    /// A space.
    Space,
    /// Nothing: the lines were parted at a mark that belongs to the text.
    Glued,
    /// Nothing, and so many bytes at the end of the first line are a hyphen of the typesetter.
    Hyphenated {
        /// Length of the hyphen in bytes.
        drop: usize,
    },
}

/// First parts of compounds that officials write with a hyphen; a line that ends with one of them was parted at its own
/// hyphen. Parts that are commoner as mere syllables ("pre-", "con-", "ri-") are left out.
const COMPOUNDS: &[&str] = &[
    "agro",
    "amministrativo",
    "anglo",
    "artistico",
    "audio",
    "bio",
    "civico",
    "commerciale",
    "contabile",
    "culturale",
    "didattico",
    "e",
    "eco",
    "economico",
    "educativo",
    "euro",
    "ex",
    "finanziario",
    "fisico",
    "giuridico",
    "idrico",
    "igienico",
    "italo",
    "ludico",
    "medico",
    "multi",
    "no",
    "off",
    "on",
    "operativo",
    "organizzativo",
    "paesaggistico",
    "politico",
    "post",
    "psico",
    "sanitario",
    "scientifico",
    "self",
    "sociale",
    "socio",
    "sportivo",
    "statistico",
    "storico",
    "strategico",
    "tecnico",
    "turistico",
    "urbanistico",
    "vice",
    "web",
    "wi",
];

/// Whether a character is a hyphen at a line end.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}')
}

/// Decides how `head`, a text up to a line end, goes on in `tail`, the text of the next line.
///
/// A soft or a typographic hyphen is the typesetter's. A plain one may be either's: it stays behind the first part of a
/// known compound ("tecnico-" / "amministrativo") and between capitalised names or numbers ("2017-" / "2019"), and goes
/// where the letters run on ("Bilan-" / "cio", "AMBIEN-" / "TALE").
pub fn join_lines(head: &str, tail: &str) -> LineJoin {
    let mut back = head.chars().rev();
    let (Some(last), before, Some(next)) = (back.next(), back.next(), tail.chars().next()) else {
        return LineJoin::Space;
    };
    let Some(before) = before else { return LineJoin::Space };
    if last == '/' && before.is_alphanumeric() && next.is_alphanumeric() {
        return LineJoin::Glued;
    }
    if !is_hyphen(last) || !before.is_alphanumeric() || !next.is_alphanumeric() {
        return LineJoin::Space;
    }
    let runs_on = before.is_alphabetic() && (next.is_lowercase() || (before.is_uppercase() && next.is_uppercase()));
    let dropped = LineJoin::Hyphenated { drop: last.len_utf8() };
    if !runs_on {
        return LineJoin::Glued;
    }
    if last != '-' {
        return dropped;
    }
    let word =
        head.trim_end_matches('-').rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    if COMPOUNDS.binary_search(&word.as_str()).is_ok() { LineJoin::Glued } else { dropped }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_typesetters_hyphens_go() {
        for (head, tail) in [
            ("Bilan-", "cio"),
            ("Pre-", "visto"),
            ("AMBIEN-", "TALE (cod."),
            ("situazio-", "ne"),
            ("E AC-", "COMPAGNATI"),
        ] {
            assert_eq!(join_lines(head, tail), LineJoin::Hyphenated { drop: 1 }, "{head}");
        }
        assert_eq!(join_lines("Som\u{ad}", "me"), LineJoin::Hyphenated { drop: 2 });
        assert_eq!(join_lines("urbanizza\u{2010}", "zione"), LineJoin::Hyphenated { drop: 3 });
    }

    #[test]
    fn the_writers_hyphens_stay() {
        for (head, tail) in [
            ("tecnico-", "amministrativo"),
            ("disagio socio-", "economico"),
            ("REVISIONE ECONOMICO-", "FINANZIARIA"),
            ("wi-", "fi"),
            ("2017-", "2019"),
            ("Emilia-", "Romagna"),
            ("e/", "o"),
        ] {
            assert_eq!(join_lines(head, tail), LineJoin::Glued, "{head}");
        }
    }

    #[test]
    fn dashes_and_words_are_parted_by_a_space() {
        for (head, tail) in
            [("RACCOLTA -", "SPESE"), ("comunicati", "stampa"), ("-", "x"), ("", "x"), ("x", ""), ("anno-", "(2017)")]
        {
            assert_eq!(join_lines(head, tail), LineJoin::Space, "{head}");
        }
    }

    #[test]
    fn compounds_are_sorted() {
        assert!(COMPOUNDS.is_sorted());
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(head: String, tail: String) {
            if let LineJoin::Hyphenated { drop } = join_lines(&head, &tail) {
                prop_assert!(head.is_char_boundary(head.len() - drop));
            }
        }
    }
}
