//! Whether words say that a value is yes or no.

use std::sync::LazyLock;

use regex::Regex;

/// Whether a text says what 1 and what 0 mean, in whatever wording and order, or asks for yes or no.
pub(in crate::audit) fn is_yes_no(text: &str) -> bool {
    static ONE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[=:]\s*1\b|\b1\s*[=:]").ok());
    static ZERO: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[=:]\s*0\b|\b0\s*[=:]").ok());
    static YES_NO: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\bs[iì]\s*/\s*no\b").ok());
    let says = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|p| p.is_match(text));
    (says(&ONE) && says(&ZERO)) || says(&YES_NO)
}

/// Whether a text says what 1 means beside a word: "si=1", "1 = fatto". ">= 1" and "= 12" do not.
pub(in crate::audit) fn names_one(text: &str) -> bool {
    static ONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|[^<>≤≥=])\b[a-zàèéìòù]+\s*=\s*1(?:\D|$)|(?:^|\D)1\s*=\s*[a-zàèéìòù]").ok()
    });
    ONE.as_ref().is_some_and(|p| p.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_of_yes_and_no() {
        for text in [
            "Introduzione di whatsapp (si=1, no=0)",
            "fatto = 1 non fatto = 0",
            "(1 = sì, 0 = no)",
            "Si=1; No=0",
            "(si=1 - no=0)",
            "aggiornato (sì/no)",
            "1: realizzato; 0: non realizzato",
        ] {
            assert!(is_yes_no(text), "{text}");
        }
        for text in ["Numero corsi", "art. 15 c. 1", "entro 10 giorni", "si = 10 no = 20", "rapporto 1:10"] {
            assert!(!is_yes_no(text), "{text}");
        }
    }

    #[test]
    fn one_is_named_and_bounds_are_not_names() {
        assert!(names_one("Carta dei servizi (1 = fatto)") && names_one("Piano approvato (si=1)"));
        for text in
            ["Incontri realizzati (>=10)", "Pareri (>= 1)", "Quota (=12)", "Tempi (<=1)", "Incontri realizzati >=10"]
        {
            assert!(!names_one(text), "{text}");
        }
    }
}
