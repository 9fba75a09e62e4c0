//! Grammar files: additions, replacements, and mistakes told with file, line and remedy.

use std::fs;
use std::path::Path;

use schedario::base::lang::Lang;
use schedario::grammar::Grammars;

const EMBEDDED: &str = include_str!("../grammars/scheda-peg-avanzamento.toml");

/// The message for a grammar folder with one file, the embedded grammar after a replacement.
fn mistake(from: &str, to: &str) -> String {
    assert!(EMBEDDED.contains(from), "{from}");
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("modulo.toml"), EMBEDDED.replacen(from, to, 1)).unwrap();
    Grammars::load(Some(dir.path())).unwrap_err().to_string()
}

fn line_of(text: &str) -> usize {
    EMBEDDED[..EMBEDDED.find(text).unwrap()].matches('\n').count() + 1
}

#[test]
fn mistakes_are_told_with_line_and_remedy() {
    for (from, to, at, wanted) in [
        ("needed = 3", "neded = 3", "needed = 3", "did you mean \"needed\"?"),
        ("field = \"weight\"", "field = \"wieght\"", "field = \"weight\"", "did you mean \"weight\"?"),
        ("needed = 3", "needed = 30", "needed = 3", "at least 1 and at most all"),
        ("'(?i)^saldo\\b'", "'(?i)^(saldo\\b'", "'(?i)^saldo\\b'", "regular expression"),
        ("fills = \"phases\"", "fills = \"fasi\"", "fills = \"phases\"", "phases, indicators"),
        (
            "columns_of = \"expenses\"",
            "columns_of = \"expense\"",
            "columns_of = \"expenses\"",
            "did you mean \"expenses\"?",
        ),
        ("column = \"amount\"", "column = \"importo\"", "column = \"amount\"", "no column \"importo\""),
        ("names = [\"INDICATORI\"]", "names = [\"Fasi\"]", "names = [\"INDICATORI\"]", "two sections"),
        ("names = [\"Peso\"]", "names = [\"%\"]", "names = [\"Peso\"]", "neither letter nor digit"),
        ("schema = 1", "schema = 9", "schema = 1", "this program reads schema 1"),
        ("kind = \"chart\"", "kind = \"cart\"", "kind = \"chart\"", "unknown variant"),
    ] {
        let message = mistake(from, to);
        assert!(message.contains(&format!("modulo.toml:{}: ", line_of(at))), "{from}: {message}");
        assert!(message.contains(wanted), "{from}: {message}");
    }
}

#[test]
fn broken_toml_is_told_with_its_line() {
    let message = mistake("id = \"scheda-peg-avanzamento\"", "id = \"scheda");
    assert!(message.contains("modulo.toml:"), "{message}");
}

#[test]
fn a_folder_adds_and_replaces() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.toml"), EMBEDDED.replace("id = \"scheda-peg-avanzamento\"", "id = \"nuova\""))
        .unwrap();
    fs::write(dir.path().join("b.toml"), EMBEDDED.replace("name = \"Scheda PEG di avanzamento\"", "name = \"Altra\""))
        .unwrap();
    let grammars = Grammars::load(Some(dir.path())).unwrap();
    let forms: Vec<_> = grammars.forms().iter().map(|f| (f.id.as_str(), f.name.as_str())).collect();
    assert_eq!(
        forms,
        [
            ("controllo-gestione-consuntivo", "Controllo di gestione - Consuntivo"),
            ("nuova", "Scheda PEG di avanzamento"),
            ("scheda-peg-avanzamento", "Altra")
        ]
    );
}

#[test]
fn a_folder_without_grammars_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    assert!(Grammars::load(Some(dir.path())).unwrap_err().to_string().contains("no *.toml"));
    assert!(Grammars::load(Some(Path::new("no/such/folder"))).is_err());
}

/// Every kind of mistake, in both languages: what is wrong and what to do.
#[test]
fn mistakes_are_told_in_both_languages() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("needed = 3", "neded = 3", "la chiave `neded` è sconosciuta", "si intendeva \"needed\"?"),
        ("id = \"scheda-peg-avanzamento\"", "", "manca la chiave `id`", "aggiungerla"),
        ("needed = 3", "needed = \"tre\"", "valore di tipo sbagliato", "grammatiche comprese"),
        ("needed = 3", "needed 3", "non è TOML", "grammatiche comprese"),
        ("kind = \"chart\"", "kind = \"cart\"", "il valore `cart` è sconosciuto", "si intendeva \"chart\"?"),
        ("schema = 1", "schema = 9", "schema 9 è sconosciuto", "questo programma legge lo schema 1"),
        ("needed = 3", "needed = 30", "servono 30 segni, ma ne sono elencati 8", "almeno 1"),
        (
            "needed = 3",
            "needed = 3\nyears = [2020, 2010]\nyear = '(?<year>\\d{4})'",
            "gli anni vanno all'indietro",
            "prima",
        ),
        (
            "needed = 3",
            "needed = 3\nyears = [2010, 2020]",
            "non dice dove un documento dà il suo anno",
            "recognise.year",
        ),
        ("'(?i)^saldo\\b'", "'(?i)^(saldo\\b'", "non è un'espressione regolare", "vogliono \\ davanti"),
        ("field = \"weight\"", "field = \"wieght\"", "qui non c'è un campo \"wieght\"", "si intendeva \"weight\"?"),
        ("fills = \"phases\"", "fills = \"fasi\"", "non c'è una lista \"fasi\"", "qui valgono: phases, indicators"),
        ("column = \"amount\"", "column = \"importo\"", "non ha una colonna \"importo\"", "qui valgono: "),
        ("names = [\"INDICATORI\"]", "names = [\"Fasi\"]", "è l'intestazione di due sezioni", "una sola sezione"),
        ("names = [\"Peso\"]", "names = [\"%\"]", "non ha né lettere né cifre", "punteggiatura"),
        (
            "{ names = [\"OBIETTIVO DI PEG\"], field",
            "{ field",
            "deve cominciare con una cella etichettata",
            "card.header",
        ),
    ];
    for (from, to, what, remedy) in cases {
        assert!(EMBEDDED.contains(from), "{from}");
        let source = EMBEDDED.replacen(from, to, 1);
        let error = Grammars::parse("modulo.toml", &source).unwrap_err();
        let (it, en) = (error.told(Lang::It), error.told(Lang::En));
        assert!(it.contains(what) && it.contains(remedy), "{from}: {it}");
        assert!(it.starts_with(&format!("modulo.toml:{}: ", error.line)) && error.line > 0, "{it}");
        assert_ne!(it, en);
        assert_eq!(en, error.to_string());
    }
    let none = Grammars::load(Some(tempfile::tempdir().unwrap().path())).unwrap_err();
    assert!(none.told(Lang::It).contains("non contiene file *.toml"), "{}", none.told(Lang::It));
}
