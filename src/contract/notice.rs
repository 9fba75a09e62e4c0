//! What the readers of a document noticed beside its values: the audit makes findings of it.

use crate::base::passage::Place;

/// Something that a reader noticed and that no value of the report says.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// Text that lies hidden under what is seen (E005); the audit finds the value that covers it.
    Covered {
        /// The hidden text, and where it lies.
        hidden: Place,
    },
    /// A table of which so much cannot be read that its layout was surely misread (E006).
    Misread {
        /// JSON Pointer of the list that it fills, as "/objectives/0/phases" or "/objectives/0/budget/expenses/lines".
        list: String,
    },
    /// A page that stands in the document once more, and was counted once (H003).
    Repeated {
        /// The page that was left out: its number, the box of what stands on it, its first words.
        page: Place,
        /// Number of the page that it repeats, from 1.
        of: u32,
    },
}

impl Notice {
    /// What of the report cannot be trusted because of it, as the beginning of JSON Pointers: a list goes with its total.
    pub fn distrusts(&self) -> Option<&str> {
        let Notice::Misread { list } = self else { return None };
        Some(["/lines", "/rows"].iter().find_map(|end| list.strip_suffix(end)).unwrap_or(list))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_with_its_total() {
        let misread = |list: &str| Notice::Misread { list: list.to_owned() };
        let side = misread("/objectives/0/budget/expenses/lines");
        assert_eq!(side.distrusts(), Some("/objectives/0/budget/expenses"));
        assert_eq!(misread("/objectives/0/tables/1/rows").distrusts(), Some("/objectives/0/tables/1"));
        assert_eq!(misread("/objectives/0/phases").distrusts(), Some("/objectives/0/phases"));
    }
}
