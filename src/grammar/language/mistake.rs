//! Everything that can be wrong in a grammar file, told in both languages with what to do about it.

use super::error::suggest;
use crate::base::lang::Message;
use crate::contract::fields::{BY_YEAR, LISTS};

/// What is wrong in a grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// The file or folder cannot be read: what the system says.
    Unreadable(String),
    /// The folder has no grammar.
    NoGrammar,
    /// It is no TOML, or not of the shape of a grammar: what the reader of TOML says.
    Toml(String),
    /// The version of the language is not this program's.
    Schema {
        /// The version that the file says.
        found: u32,
        /// The version that this program reads.
        known: u32,
    },
    /// The id says nothing.
    EmptyId,
    /// More marks are needed than there are, or none.
    Needed {
        /// How many are needed.
        needed: usize,
        /// How many there are.
        listed: usize,
    },
    /// The years that are covered run backwards.
    YearsBackwards,
    /// Years are covered, but nothing says where a document gives its own.
    YearNowhere,
    /// The pattern for the year has no group for it.
    NoYearGroup,
    /// The block on top of the pages begins without a label.
    UnlabelledHeader,
    /// A line that runs along the pages says nothing.
    SilentBanner,
    /// A pattern is no regular expression: why.
    Pattern(String),
    /// A pattern names no field.
    NoGroup,
    /// A key of one's own is not shaped like one.
    Key(String),
    /// There is no such field here.
    Field {
        /// What was written.
        name: String,
        /// What could be.
        known: Vec<String>,
    },
    /// A name is nothing but punctuation.
    EmptyName(String),
    /// A mark is nothing but punctuation.
    EmptyMark(String),
    /// Two sections have one id.
    TwoSections(String),
    /// Two sections have one heading.
    TwoHeadings(String),
    /// Nothing opens a section.
    NoHeading(String),
    /// A table does not say what it fills.
    NoList(String),
    /// There is no such list.
    List(String),
    /// A table has no columns.
    NoColumns(String),
    /// Columns are to be those of a section that has none.
    ColumnsOf {
        /// The section that was named.
        name: String,
        /// The sections that there are.
        known: Vec<String>,
    },
    /// A column fills nothing.
    IdleColumn,
    /// A column has no name, or one for every year no year.
    NamelessColumn,
    /// The type of a column is not that of its field.
    Type {
        /// The field.
        field: String,
        /// Its type.
        kind: &'static str,
    },
    /// A row that sums up does not say what it fills.
    IdleSummary,
    /// The table has no such column.
    Column {
        /// What was written.
        name: String,
        /// The columns that there are.
        known: Vec<String>,
    },
    /// A rule's code is not shaped like one, or is taken.
    Code(String),
    /// The form has no such table.
    Table {
        /// What was written.
        name: String,
        /// The tables that there are.
        known: Vec<String>,
    },
    /// A relation cannot be understood.
    Relation(String),
    /// A relation reckons with text.
    Text(String),
    /// The table has no such field.
    Value {
        /// The table.
        table: String,
        /// What was written.
        field: String,
        /// The fields that there are.
        known: Vec<String>,
    },
}

impl Mistake {
    /// What is wrong.
    pub fn what(&self) -> Message {
        let say = |it: String, en: String| Message::new(it, en);
        match self {
            Self::Unreadable(why) => say(format!("non si può leggere: {why}"), format!("cannot be read: {why}")),
            Self::NoGrammar => Message::new("non contiene file *.toml", "there is no *.toml file in it"),
            Self::Toml(said) => Message::new(toml_in_italian(said), said.as_str()),
            Self::Schema { found, .. } => {
                say(format!("schema {found} è sconosciuto"), format!("schema {found} is not known"))
            }
            Self::EmptyId => Message::new("l'id è vuoto", "the id is empty"),
            Self::Needed { needed, listed } => say(
                format!("servono {needed} segni, ma ne sono elencati {listed}"),
                format!("{needed} marks are needed, but {listed} are listed"),
            ),
            Self::YearsBackwards => Message::new("gli anni vanno all'indietro", "the years run backwards"),
            Self::YearNowhere => Message::new(
                "il modulo non dice dove un documento dà il suo anno",
                "the form does not say where a document gives its year",
            ),
            Self::NoYearGroup => {
                Message::new("il modello non ha un gruppo di nome year", "the pattern has no group named year")
            }
            Self::UnlabelledHeader => Message::new(
                "il blocco di testata deve cominciare con una cella etichettata",
                "the header block must begin with a labelled cell",
            ),
            Self::SilentBanner => {
                Message::new("la riga ricorrente (banner) non ha gruppi con un nome", "the banner has no named group")
            }
            Self::Pattern(why) => say(
                format!("il modello non è un'espressione regolare: {why}"),
                format!("the pattern cannot be read: {why}"),
            ),
            Self::NoGroup => Message::new("il modello non ha gruppi con un nome", "the pattern has no named group"),
            Self::Key(name) => say(
                format!("\"{name}\" non può essere il nome di un campo"),
                format!("\"{name}\" cannot be the name of a field"),
            ),
            Self::Field { name, .. } => {
                say(format!("qui non c'è un campo \"{name}\""), format!("there is no field \"{name}\" here"))
            }
            Self::EmptyName(shown) => say(
                format!("il nome \"{shown}\" non ha né lettere né cifre"),
                format!("the name \"{shown}\" has neither letter nor digit"),
            ),
            Self::EmptyMark(shown) => say(
                format!("il segno \"{shown}\" non ha né lettere né cifre"),
                format!("the mark \"{shown}\" has neither letter nor digit"),
            ),
            Self::TwoSections(id) => {
                say(format!("ci sono due sezioni \"{id}\""), format!("there are two sections \"{id}\""))
            }
            Self::TwoHeadings(text) => say(
                format!("\"{text}\" è l'intestazione di due sezioni"),
                format!("\"{text}\" is the heading of two sections"),
            ),
            Self::NoHeading(id) => {
                say(format!("la sezione \"{id}\" non ha intestazione"), format!("section \"{id}\" has no heading"))
            }
            Self::NoList(id) => say(
                format!("la tabella \"{id}\" non dice che cosa riempie"),
                format!("the table \"{id}\" does not say what it fills"),
            ),
            Self::List(name) => say(format!("non c'è una lista \"{name}\""), format!("there is no list \"{name}\"")),
            Self::NoColumns(id) => {
                say(format!("la tabella \"{id}\" non ha colonne"), format!("the table \"{id}\" has no columns"))
            }
            Self::ColumnsOf { name, .. } => say(
                format!("non c'è una sezione \"{name}\" con colonne"),
                format!("there is no section \"{name}\" with columns"),
            ),
            Self::IdleColumn => Message::new("la colonna non riempie nulla", "the column fills nothing"),
            Self::NamelessColumn => Message::new(
                "una colonna vuole dei nomi, e una che vale per ogni anno vuole {year} in ciascuno",
                "a column needs names, and one for every year {year} in each of them",
            ),
            Self::Type { field, .. } => say(
                format!("il tipo di \"{field}\" non è quello del campo"),
                format!("the type of \"{field}\" does not fit"),
            ),
            Self::IdleSummary => Message::new(
                "la riga di totale non dice che cosa riempie",
                "the row that sums up does not say what it fills",
            ),
            Self::Column { name, .. } => {
                say(format!("la tabella non ha una colonna \"{name}\""), format!("the table has no column \"{name}\""))
            }
            Self::Code(code) => say(
                format!("\"{code}\" non può essere il codice di questa regola"),
                format!("\"{code}\" cannot be the code of this rule"),
            ),
            Self::Table { name, .. } => {
                say(format!("il modulo non ha una tabella \"{name}\""), format!("the form has no table \"{name}\""))
            }
            Self::Relation(text) => {
                say(format!("\"{text}\" non è una relazione"), format!("\"{text}\" is no relation"))
            }
            Self::Text(field) => say(
                format!("\"{field}\" è testo, e non vi si può far di conto"),
                format!("\"{field}\" is text, and cannot be reckoned with"),
            ),
            Self::Value { table, field, .. } => {
                say(format!("\"{table}\" non ha un campo \"{field}\""), format!("\"{table}\" has no field \"{field}\""))
            }
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> Message {
        let lists = || LISTS.iter().map(|l| l.0);
        match self {
            Self::Unreadable(_) | Self::NoGrammar => Message::new(
                "indicare un file *.toml, o una cartella con tali file, che si possa leggere",
                "give a *.toml file, or a folder with such files, that you may read",
            ),
            Self::Toml(said) => toml_remedy(said),
            Self::Schema { known, .. } => Message::new(
                format!("questo programma legge lo schema {known}"),
                format!("this program reads schema {known}"),
            ),
            Self::EmptyId => Message::new("dare al modulo un nome breve", "give the form a short name"),
            Self::Needed { .. } => {
                Message::new("chiederne almeno 1 e al più tutti", "ask for at least 1 and at most all")
            }
            Self::YearsBackwards => Message::new("scrivere prima il primo", "write the first one first"),
            Self::YearNowhere => Message::new(
                "aggiungere recognise.year, un modello con un gruppo (?<year>\\d{4})",
                "add recognise.year, a pattern with a group (?<year>\\d{4})",
            ),
            Self::NoYearGroup => {
                Message::new("scrivere (?<year>\\d{4}) dove sta l'anno", "write (?<year>\\d{4}) where the year stands")
            }
            Self::UnlabelledHeader => Message::new(
                "mettere per prima in card.header l'etichetta che sta su ogni pagina",
                "put the label that stands on every page first in card.header",
            ),
            Self::SilentBanner => Message::new(
                "dare un nome a ciò che dice, (?<title> … ), o metterla sotto furniture.patterns",
                "name what it says, (?<title> … ), or put it under furniture.patterns",
            ),
            Self::Pattern(_) => Message::new(
                "i caratteri ( . + e simili, se stampati così, vogliono \\ davanti",
                "it is a regular expression; a literal ( . or + needs a \\ before it",
            ),
            Self::NoGroup => Message::new("dare un nome ai campi: (?<campo> … )", "name the fields: (?<field> … )"),
            Self::Key(_) => Message::new(
                "usare minuscole, cifre e _, come in costo_unitario",
                "use small letters, digits and _, as in unit_cost",
            ),
            Self::Field { name, known }
            | Self::Column { name, known }
            | Self::Table { name, known }
            | Self::ColumnsOf { name, known } => suggest(name, known.iter().map(String::as_str)),
            Self::Value { field, known, .. } => suggest(field, known.iter().map(String::as_str)),
            Self::EmptyName(_) => {
                Message::new("la punteggiatura nei nomi non conta", "punctuation does not count in names")
            }
            Self::EmptyMark(_) => Message::new(
                "scrivere ciò che è stampato; | separa le varianti",
                "write what is printed; | parts variants",
            ),
            Self::TwoSections(_) => Message::new("dare a ciascuna un id suo", "give each an id of its own"),
            Self::TwoHeadings(_) => {
                Message::new("un'intestazione può aprire una sola sezione", "a heading can open one section only")
            }
            Self::NoHeading(_) => Message::new(
                "aggiungere names = [\"…\"] o un pattern; ne fa a meno solo una tabella di più colonne",
                "add names = [\"…\"] or a pattern; only a table of several columns does without",
            ),
            Self::NoList(_) => {
                let known = suggest("", lists());
                Message::new(
                    format!("aggiungere fills = \"…\"; {}", known.it),
                    format!("add fills = \"…\"; {}", known.en),
                )
            }
            Self::List(name) => suggest(name, lists()),
            Self::NoColumns(_) => {
                Message::new("aggiungere [[section.column]] o columns_of", "add [[section.column]] or columns_of")
            }
            Self::IdleColumn => Message::new("aggiungere field = \"…\" o parts", "add field = \"…\" or parts"),
            Self::NamelessColumn => {
                let all = BY_YEAR.join(", ");
                Message::new(format!("colonne per ogni anno: {all}"), format!("columns for every year: {all}"))
            }
            Self::Type { kind, .. } => {
                Message::new(format!("non indicarlo: è {kind}"), format!("leave it out: it is {kind}"))
            }
            Self::IdleSummary => Message::new(
                "aggiungere sia field sia column; solo in una tabella che riempie \"tables\" non servono",
                "add both field and column; only in a table that fills \"tables\" neither is needed",
            ),
            Self::Code(_) => Message::new(
                "usare da una a tre maiuscole e tre cifre, come S001, ogni codice una volta",
                "use one to three capitals and three digits, as in S001, each code once",
            ),
            Self::Relation(_) => Message::new(
                "scriverla come variance = actual - budget, o total(units) = sum(units)",
                "write it as in variance = actual - budget, or total(units) = sum(units)",
            ),
            Self::Text(_) => Message::new(
                "dare alla sua colonna type = \"decimal\", se contiene numeri",
                "give its column type = \"decimal\", if it holds numbers",
            ),
        }
    }
}

/// The words in backquotes of what the reader of TOML says.
fn quoted(said: &str) -> impl Iterator<Item = &str> {
    said.split('`').skip(1).step_by(2)
}

/// What the reader of TOML says, in Italian where it is about the shape of a grammar.
fn toml_in_italian(said: &str) -> String {
    let word = quoted(said).next().unwrap_or_default();
    if said.starts_with("unknown field") {
        format!("la chiave `{word}` è sconosciuta")
    } else if said.starts_with("missing field") {
        format!("manca la chiave `{word}`")
    } else if said.starts_with("unknown variant") {
        format!("il valore `{word}` è sconosciuto")
    } else if said.starts_with("duplicate") {
        format!("la chiave `{word}` sta due volte")
    } else if let Some(rest) = said.strip_prefix("invalid type: ") {
        format!("valore di tipo sbagliato ({rest})")
    } else {
        format!("non è TOML ({said})")
    }
}

fn toml_remedy(said: &str) -> Message {
    let mut words = quoted(said);
    match words.next() {
        Some(word) if said.starts_with("unknown field") || said.starts_with("unknown variant") => suggest(word, words),
        _ if said.starts_with("missing field") => Message::new("aggiungerla", "add it"),
        _ => Message::new(
            "confrontare con le grammatiche comprese nel programma",
            "see the grammars that come with the program for an example",
        ),
    }
}
