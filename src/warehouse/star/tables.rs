//! The tables of the warehouse: the one definition from which every target, the data package and the documentation are made.

use super::model::Kind::{Dimension, Fact};
use super::model::Type::{Boolean, Date, Decimal, Integer};
use super::model::{Column, Table, Type};

/// Version of these tables; another one when a column is added, changed or dropped.
pub const STAR_VERSION: u32 = 2;

/// An amount in euro. Over the 2,857 amounts of the development corpus all have two decimals and at most eight digits before.
pub const AMOUNT: Type = Decimal(18, 2);
/// The value of an indicator, a weight, a share. The corpus has at most two decimals and seven digits before them.
pub const MEASURE: Type = Decimal(18, 6);
/// A length on the page, in points: evidence has hundredths.
pub(super) const POINTS: Type = Decimal(11, 2);
/// A share of 1, in hundredths.
const SHARE: Type = Decimal(3, 2);

const fn text(name: &'static str, it: &'static str, en: &'static str) -> Column {
    Column::new(name, Type::Text, it, en)
}

const fn column(name: &'static str, ty: Type, it: &'static str, en: &'static str) -> Column {
    Column::new(name, ty, it, en)
}

const YEAR: Column = column("year", Integer, "Anno dell'obiettivo", "Year of the objective").of("years");

const DOCUMENT: Column = text("document_hash", "Documento: SHA-256 del contenuto", "Document: SHA-256 of its content")
    .required()
    .of("documents");

const POINTER: Column = text("pointer", "Posto nel rapporto JSON (RFC 6901)", "Place in the JSON report (RFC 6901)");

/// The way back to the report, in every fact; the way to paper follows it.
const ORIGIN: &[Column] = &[DOCUMENT, POINTER.required()];

/// As [`ORIGIN`], for what may be said of a document as a whole: its pointer is blank.
const SUBJECT: &[Column] = &[DOCUMENT, POINTER];

/// The way back to paper; blank where a value is not printed in one place.
const PLACE: &[Column] = &[
    column("page", Integer, "Pagina, da 1", "Page, from 1"),
    column(
        "x0",
        POINTS,
        "Riquadro: bordo sinistro, in punti dall'alto a sinistra",
        "Box: left edge, in points from the top left",
    ),
    column("y0", POINTS, "Riquadro: bordo superiore", "Box: upper edge"),
    column("x1", POINTS, "Riquadro: bordo destro", "Box: right edge"),
    column("y1", POINTS, "Riquadro: bordo inferiore", "Box: lower edge"),
];

const OBJECTIVE: &[Column] = &[text("objective_key", "Obiettivo", "Objective").required().of("objectives"), YEAR];

pub(super) static YEARS: Table = Table {
    name: "years",
    kind: Dimension,
    key: &["year"],
    parts: &[&[
        column("year", Integer, "Anno", "Year").required(),
        column("starts_on", Date, "Primo giorno", "First day").required(),
        column("ends_on", Date, "Ultimo giorno", "Last day").required(),
    ]],
    meaning: ("Anno di cui parla un documento", "A year that a document speaks of"),
};

pub(super) static MISSIONS: Table = Table {
    name: "missions",
    kind: Dimension,
    key: &["mission_code"],
    parts: &[&[
        text("mission_code", "Codice, «01»", "Code, \"01\"").required(),
        text("name", "Nome ufficiale", "Official name").required(),
    ]],
    meaning: ("Missione del D.Lgs. 118/2011 (allegato 14)", "A missione of D.Lgs. 118/2011 (annex 14)"),
};

pub(super) static PROGRAMMES: Table = Table {
    name: "programmes",
    kind: Dimension,
    key: &["programme_code"],
    parts: &[&[
        text("programme_code", "Codice con la missione, «01.03»", "Code with its missione, \"01.03\"").required(),
        text("mission_code", "Codice della missione", "Code of the missione").required().of("missions"),
        text("name", "Nome ufficiale", "Official name").required(),
    ]],
    meaning: ("Programma del D.Lgs. 118/2011 (allegato 14)", "A programma of D.Lgs. 118/2011 (annex 14)"),
};

pub(super) static CENTRES: Table = Table {
    name: "centres",
    kind: Dimension,
    key: &["centre_key"],
    parts: &[&[
        text("centre_key", "Chiave: da ente e nome", "Key: of body and name").required(),
        text("entity", "Ente, come lo dice il protocollo", "Body, as the protocol stamp says it"),
        text("name", "Centro di responsabilità come stampato", "Centre of responsibility as printed").required(),
    ]],
    meaning: ("Centro di responsabilità di un ente", "A centre of responsibility of a body"),
};

pub(super) static RULES: Table = Table {
    name: "rules",
    kind: Dimension,
    key: &["rule"],
    parts: &[&[
        text("rule", "Codice, «T001»", "Code, \"T001\"").required(),
        text("name", "Nome; vuoto per le regole di un modulo", "Name; blank for rules of a form of its own"),
        text("meaning_it", "Che cosa controlla, in italiano", "What it checks, in Italian"),
        text("meaning_en", "Che cosa controlla, in inglese", "What it checks, in English"),
    ]],
    meaning: ("Regola dei rilievi", "A rule of the findings"),
};

pub(super) static DOCUMENTS: Table = Table {
    name: "documents",
    kind: Fact,
    key: &["document_hash"],
    parts: &[&[
        text(
            "document_hash",
            "SHA-256 del contenuto; del percorso, per un file che non si è potuto aprire",
            "SHA-256 of the content; of the path, for a file that could not be opened",
        )
        .required(),
        column("year", Integer, "Anno del primo obiettivo", "Year of the first objective").of("years"),
        text("path", "Percorso del file letto", "Path of the file that was read").required(),
        text(
            "status",
            "Esito: ok, unrecognised, needs-ocr, damaged…",
            "Outcome: ok, unrecognised, needs-ocr, damaged…",
        )
        .required(),
        column("partial", Boolean, "Se qualcosa non si è potuto leggere", "Whether something could not be read")
            .required(),
        text("reason_it", "Perché non si è letto, in italiano", "Why it was not read, in Italian"),
        text("reason_en", "Perché non si è letto, in inglese", "Why it was not read, in English"),
        column("bytes", Integer, "Dimensione del file", "Size of the file").required(),
        column("pages", Integer, "Numero di pagine", "Number of pages").required(),
        text("kind", "Testo: digital, scanned, mixed", "Text: digital, scanned, mixed"),
        text("producer", "Programma che ha prodotto il PDF", "Program that made the PDF"),
        text("form_id", "Modulo riconosciuto", "Form that was recognised"),
        text("form_name", "Suo nome", "Its name"),
        text("title", "Titolo come stampato", "Title as printed"),
        text("entity", "Ente che ha protocollato", "Body that registered it"),
        text("protocol_number", "Numero di protocollo", "Protocol number"),
        column("protocol_date", Date, "Data di protocollo", "Protocol date"),
        text("class_code", "Codice di classificazione", "Code in the filing plan"),
        text("class_label", "Classificazione", "Its wording"),
        text("file", "Fascicolo", "File"),
        text("view_code", "Vista: codice del documento di programmazione", "View: code of the planning document"),
        text("view_label", "Vista: dicitura", "View: its wording"),
        text("level", "Livello del documento", "Level"),
        text("centre_code", "Centro per cui è stampato: codice", "Centre that it was printed for: code"),
        text("centre_label", "Centro per cui è stampato: dicitura", "Centre that it was printed for: wording"),
        column("page", Integer, "Pagina del titolo", "Page of the title"),
        column("x0", POINTS, "Riquadro del titolo: bordo sinistro", "Box of the title: left edge"),
        column("y0", POINTS, "Riquadro: bordo superiore", "Box: upper edge"),
        column("x1", POINTS, "Riquadro: bordo destro", "Box: right edge"),
        column("y1", POINTS, "Riquadro: bordo inferiore", "Box: lower edge"),
    ]],
    meaning: (
        "Documento: ogni file, anche quelli non letti, con il suo esito",
        "A document: every file, also those that were not read, with its outcome",
    ),
};

pub(super) static OBJECTIVES: Table = Table {
    name: "objectives",
    kind: Fact,
    key: &["objective_key"],
    parts: &[
        &[text("objective_key", "Chiave", "Key").required(), YEAR],
        ORIGIN,
        PLACE,
        &[
            text("centre_key", "Centro di responsabilità dell'obiettivo", "Centre of responsibility").of("centres"),
            column("position", Integer, "Posto nel documento, da 0", "Position in the document, from 0").required(),
            text("code", "Codice, «2017_P03_01»", "Code, \"2017_P03_01\""),
            text("description", "Descrizione dell'obiettivo", "Description"),
            text("kind", "Tipo di obiettivo", "Kind"),
            text("thematic_area_code", "Area tematica: codice", "Thematic area: code"),
            text("thematic_area_label", "Area tematica", "Thematic area"),
            text("councillor", "Assessorato competente", "Councillor"),
            text("directorate", "Direzione competente", "Directorate"),
            text("director", "Direttore competente", "Director"),
            text(
                "responsibility_center",
                "Centro di responsabilità come stampato",
                "Centre of responsibility as printed",
            ),
            text("manager", "Responsabile dell'obiettivo", "Manager"),
            text("mandate_code", "Obiettivo di mandato: codice", "Objective of the mandate: code"),
            text("mandate_label", "Obiettivo di mandato", "Objective of the mandate"),
            text(
                "mission_code",
                "Obiettivo di missione del DUP: codice",
                "Objective of missione in the planning document: code",
            ),
            text("mission_label", "Obiettivo di missione", "Objective of missione"),
            text(
                "programme_code",
                "Obiettivo di programma del DUP: codice",
                "Objective of programma in the planning document: code",
            ),
            text("programme_label", "Obiettivo di programma", "Objective of programma"),
            column(
                "as_of",
                Date,
                "Giorno a cui si riferisce lo stato di attuazione",
                "Day that the narrative speaks of",
            ),
            text("narrative", "Stato di attuazione, un capoverso per riga", "The narrative, a paragraph a line"),
        ],
    ],
    meaning: ("Obiettivo del PEG: una scheda", "An objective of the PEG: one card"),
};

pub(super) static PHASES: Table = Table {
    name: "phases",
    kind: Fact,
    key: &["phase_key"],
    parts: &[
        &[text("phase_key", "Chiave", "Key").required()],
        OBJECTIVE,
        ORIGIN,
        PLACE,
        &[
            column("position", Integer, "Posto nell'obiettivo, da 0", "Position in the objective, from 0").required(),
            text("description", "Descrizione della fase", "Description"),
            column("weight", MEASURE, "Peso, in centesimi", "Weight, in hundredths"),
            column("progress", MEASURE, "Avanzamento, in percento", "Progress, in percent"),
            column("planned_start", Date, "Inizio previsto", "Planned start"),
            column("planned_end", Date, "Fine prevista", "Planned end"),
            column("actual_start", Date, "Inizio effettivo", "Actual start"),
            column("actual_end", Date, "Fine effettiva", "Actual end"),
            text("manager", "Responsabile della fase", "Manager"),
            text(
                "responsibility_center",
                "Centro di responsabilità come stampato",
                "Centre of responsibility as printed",
            ),
            text("note", "Note della fase", "Note of the phase"),
        ],
    ],
    meaning: ("Fase di un obiettivo", "A phase of an objective"),
};

pub(super) static INDICATORS: Table = Table {
    name: "indicators",
    kind: Fact,
    key: &["value_key"],
    parts: &[
        &[
            text("value_key", "Chiave della riga", "Key of the row").required(),
            text(
                "indicator_key",
                "Indicatore: la stessa chiave in tutti i suoi anni",
                "Indicator: the same key in all its years",
            )
            .required(),
            text("objective_key", "Obiettivo", "Objective").required().of("objectives"),
            column("year", Integer, "Anno del valore", "Year of the value").of("years"),
            column("objective_year", Integer, "Anno dell'obiettivo che lo dice", "Year of the objective that says it")
                .of("years"),
        ],
        ORIGIN,
        PLACE,
        &[
            column("position", Integer, "Posto nell'obiettivo, da 0", "Position in the objective, from 0").required(),
            text(
                "says",
                "Chi parla: report (anno dell'obiettivo), previous (anno precedente), future",
                "Who speaks: report (year of the objective), previous, future",
            )
            .required(),
            text("code", "Codice, se il modulo lo stampa", "Code, in forms that print one"),
            text("description", "Che cosa si conta", "What is counted"),
            text("kind", "Tipo dell'indicatore", "Kind"),
            column("expected", MEASURE, "Valore atteso in quell'anno", "Expected value of that year"),
            column(
                "achieved",
                MEASURE,
                "Valore raggiunto nell'anno dell'obiettivo",
                "Achieved value, in the year of the objective",
            ),
            column(
                "previous",
                MEASURE,
                "Valore raggiunto in un anno precedente, come lo dice questo documento",
                "Achieved value of an earlier year, as this document says it",
            ),
            column(
                "previous_average",
                MEASURE,
                "Media degli anni precedenti, se il modulo la stampa",
                "Average of the earlier years, in forms that print it",
            ),
            text("note", "Note dell'indicatore", "Note of the indicator"),
        ],
    ],
    meaning: (
        "Indicatore in un anno: una riga per ogni anno di cui il documento dice un valore",
        "An indicator in a year: a row for each year of which the document says a value",
    ),
};

pub(super) static BUDGET_LINES: Table = Table {
    name: "budget_lines",
    kind: Fact,
    key: &["line_key"],
    parts: &[
        &[text("line_key", "Chiave", "Key").required()],
        OBJECTIVE,
        ORIGIN,
        PLACE,
        &[
            text("side", "revenues (entrate) o expenses (spese)", "revenues or expenses").required(),
            column("position", Integer, "Posto nella tabella, da 0", "Position in its table, from 0").required(),
            column("fiscal_year", Integer, "Esercizio finanziario", "Fiscal year").of("years"),
            column("other_sums", AMOUNT, "Altre somme", "Other sums"),
            text("budget_code", "Codice di bilancio", "Budget code"),
            text("chapter", "Capitolo di bilancio", "Chapter"),
            text("article", "Articolo del capitolo", "Article"),
            text("accrual", "CP, RS o CS", "CP, RS or CS"),
            text("description", "Descrizione della riga", "Description"),
            text("ministerial_code", "Codice ministeriale", "Ministerial code"),
            text("financial_plan", "Piano finanziario", "Piano finanziario"),
            text("mission_programme", "Missione e programma come stampati", "Missione and programma as printed"),
            text("mission_code", "Missione, se esiste", "Missione, where it exists").of("missions"),
            text("programme_code", "Programma, se esiste", "Programma, where it exists").of("programmes"),
            text("note", "Note della riga", "Note of the line"),
            column("amount", AMOUNT, "Importo, in euro", "Amount, in euro"),
        ],
    ],
    meaning: ("Riga di bilancio", "A line of the budget"),
};

pub(super) static BUDGET_TOTALS: Table = Table {
    name: "budget_totals",
    kind: Fact,
    key: &["total_key"],
    parts: &[
        &[text("total_key", "Chiave", "Key").required()],
        OBJECTIVE,
        ORIGIN,
        PLACE,
        &[
            text("side", "revenues, expenses o balance (saldo)", "revenues, expenses or balance").required(),
            column("amount", AMOUNT, "Totale come stampato, in euro", "Total as printed, in euro"),
            column(
                "summed",
                AMOUNT,
                "Somma delle righe; per il saldo, entrate meno spese stampate",
                "Sum of the lines; of the balance, printed revenues minus expenses",
            ),
        ],
    ],
    meaning: ("Totale stampato di una tabella di bilancio", "A printed total of a budget"),
};

pub(super) static OTHER_VALUES: Table = Table {
    name: "other_values",
    kind: Fact,
    key: &["value_key"],
    parts: &[
        &[text("value_key", "Chiave", "Key").required()],
        OBJECTIVE,
        ORIGIN,
        PLACE,
        &[
            text(
                "table_id",
                "Tabella, come la chiama la grammatica; vuoto per una casella con etichetta",
                "Table, as the grammar calls it; blank for a labelled cell",
            ),
            column(
                "row",
                Integer,
                "Riga della tabella, da 0; vuoto per i totali",
                "Row of the table, from 0; blank for its totals",
            ),
            text("heading", "Colonna o etichetta", "Column or label").required(),
            text("text", "Valore come testo", "The value as text"),
            column("number", MEASURE, "Valore, se è un numero", "The value, where it is a number"),
            column("date", Date, "Valore, se è una data", "The value, where it is a date"),
        ],
    ],
    meaning: (
        "Ciò che un modulo stampa oltre ai campi comuni: un valore per riga",
        "What a form prints beyond the common fields: a value a row",
    ),
};

pub(super) static FINDINGS: Table = Table {
    name: "findings",
    kind: Fact,
    key: &["finding_key"],
    parts: &[
        &[
            text("finding_key", "Chiave", "Key").required(),
            text("objective_key", "Obiettivo", "Objective").of("objectives"),
            YEAR,
        ],
        SUBJECT,
        PLACE,
        &[
            text("rule", "Regola", "Rule").required().of("rules"),
            text("severity", "error, warning o info", "error, warning or info").required(),
            column(
                "confidence",
                SHARE,
                "Quota dei rilievi come questo che sono giusti; 1 per ciò che è aritmetica",
                "Share of findings like this that are right; 1 for what is arithmetic",
            )
            .required(),
            text("message_it", "Che cosa non va, in italiano", "What is wrong, in Italian").required(),
            text("message_en", "Che cosa non va, in inglese", "What is wrong, in English").required(),
            text("expected", "Che cosa dovrebbe esserci", "What should stand there"),
            text("found", "Che cosa c'è", "What stands there"),
            text(
                "decision",
                "Revisione: confirmed, dismissed o corrected; vuoto se nessuno ha deciso",
                "Review: confirmed, dismissed or corrected; blank where nobody has decided",
            ),
            text("decision_reason", "Perché si è deciso così", "Why it was decided so"),
        ],
    ],
    meaning: ("Rilievo", "A finding"),
};

pub(super) static CORRECTIONS: Table = Table {
    name: "corrections",
    kind: Fact,
    key: &["correction_key"],
    parts: &[
        &[
            text("correction_key", "Chiave", "Key").required(),
            text("objective_key", "Obiettivo", "Objective").of("objectives"),
            YEAR,
        ],
        ORIGIN,
        PLACE,
        &[
            text("before", "Come era stato letto", "As it had been read"),
            text(
                "after",
                "Come sta stampato, secondo chi ha corretto; è il valore delle altre tabelle",
                "As it is printed, says who corrected it; the value that other tables have",
            ),
            text("reason", "Perché è stato corretto", "Why it was corrected"),
        ],
    ],
    meaning: (
        "Valore letto male e corretto da una persona",
        "A value that was misread and that a person has corrected",
    ),
};

pub(super) static EVIDENCE: Table = Table {
    name: "evidence",
    kind: Fact,
    key: &["document_hash", "pointer", "part"],
    parts: &[
        ORIGIN,
        PLACE,
        &[
            column(
                "part",
                Integer,
                "Posto del pezzo nel valore, da 0: un valore può stare su più righe",
                "Position of the piece in its value, from 0: a value may run over several lines",
            )
            .required(),
            YEAR,
            text("text", "Testo come letto", "The text as read").required(),
            column("confidence", SHARE, "Sicurezza della lettura, da 0 a 1", "How sure the reading is, 0 to 1")
                .required(),
        ],
    ],
    meaning: ("Posto sulla pagina di un valore", "The place of a value on the page"),
};

/// All tables; what a table refers to stands before it.
pub static TABLES: &[&Table] = &[
    &YEARS,
    &MISSIONS,
    &PROGRAMMES,
    &CENTRES,
    &RULES,
    &DOCUMENTS,
    &OBJECTIVES,
    &PHASES,
    &INDICATORS,
    &BUDGET_LINES,
    &BUDGET_TOTALS,
    &OTHER_VALUES,
    &FINDINGS,
    &CORRECTIONS,
    &EVIDENCE,
];

#[cfg(test)]
mod tests {
    use super::super::model::Kind;
    use super::*;

    #[test]
    fn tables_are_whole() {
        for (k, table) in TABLES.iter().enumerate() {
            for name in table.key {
                let column = table.columns().find(|c| c.name == *name).unwrap();
                assert!(column.required, "{}.{name}", table.name);
            }
            let mut names: Vec<&str> = table.columns().map(|c| c.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), table.columns().count(), "{}: a column stands there twice", table.name);
            for column in table.columns() {
                let Some(other) = column.references else { continue };
                let above = TABLES[..k].iter().find(|t| t.name == other).unwrap_or_else(|| panic!("{other}"));
                let key = above.columns().find(|c| c.name == above.key[0]).unwrap();
                assert_eq!((above.key.len(), key.ty), (1, column.ty), "{}.{}", table.name, column.name);
            }
            if table.kind == Kind::Fact {
                for name in ["document_hash", "page", "x0", "y0", "x1", "y1", "year"] {
                    assert!(table.position(name).is_some(), "{} has no {name}", table.name);
                }
            }
        }
    }
}
