//! The two languages of messages for people.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Italian.
    It,
    /// English.
    En,
}

impl Lang {
    /// The language of a name such as "it", "it_IT.UTF-8" or "en"; anything that is not Italian is English.
    pub fn of_name(name: &str) -> Lang {
        let name = name.to_ascii_lowercase();
        if name == "it" || name.starts_with("it_") || name.starts_with("it-") || name.starts_with("it.") {
            Lang::It
        } else {
            Lang::En
        }
    }

    /// The language of the locale.
    pub fn of_locale() -> Lang {
        sys_locale::get_locale().map_or(Lang::En, |name| Lang::of_name(&name))
    }
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// Italian.
    pub it: String,
    /// English.
    pub en: String,
}

impl Message {
    /// A message from its two wordings.
    pub fn new(it: impl Into<String>, en: impl Into<String>) -> Self {
        Self { it: it.into(), en: en.into() }
    }

    /// The wording in a language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::It => &self.it,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_choose_the_language() {
        for name in ["it", "IT", "it_IT.UTF-8", "it-CH"] {
            assert_eq!(Lang::of_name(name), Lang::It, "{name}");
        }
        for name in ["en", "C", "de_DE", "", "italic"] {
            assert_eq!(Lang::of_name(name), Lang::En, "{name}");
        }
    }
}
