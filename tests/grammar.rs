//! Grammar files: additions, replacements, and mistakes told with file, line and remedy.

mod common;

use std::fs;
use std::path::Path;

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
