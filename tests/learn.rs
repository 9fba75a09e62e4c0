//! Forms that nobody described: what `learn` writes, and what `extract --learn` reads by it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::bound::{LYING, Line, UPRIGHT, written};
use crate::common::{manifest, schedario};

/// The cards of a year.
fn of(year: u32, count: u32) -> impl Iterator<Item = Card> {
    (0..count).map(move |k| CARDS[((3 * year + k) % 8) as usize])
}

fn line(x: u32, y: u32, text: impl Into<String>) -> Line {
    (x, y, 10, text.into())
}

/// What a card says.
type Card = (&'static str, &'static str, &'static str, [(&'static str, u32, u32); 2]);

/// What cards say: a code, what it is about, a person, and the expected and achieved value of two indicators.
const CARDS: [Card; 8] = [
    (
        "A.1",
        "Ridurre i tempi di rilascio dei permessi",
        "Verdi Carla",
        [("Permessi rilasciati", 120, 131), ("Giorni in media", 30, 27)],
    ),
    (
        "A.2",
        "Ampliare il prestito della biblioteca civica",
        "Neri Paolo",
        [("Prestiti", 9000, 9450), ("Lettori attivi", 700, 655)],
    ),
    (
        "A.3",
        "Pagare le fatture entro i termini di legge",
        "Rossi Ugo",
        [("Fatture pagate", 2300, 2410), ("Ritardi", 15, 9)],
    ),
    (
        "B.1",
        "Rinnovare gli impianti delle scuole materne",
        "Gialli Anna",
        [("Impianti rifatti", 3, 2), ("Aule interessate", 18, 12)],
    ),
    (
        "B.2",
        "Estendere la raccolta differenziata ai quartieri",
        "Bruni Ivo",
        [("Utenze servite", 4100, 4230), ("Cassonetti", 64, 66)],
    ),
    (
        "C.1",
        "Mettere in sicurezza gli incroci pericolosi",
        "Conti Eva",
        [("Incroci rifatti", 5, 6), ("Incidenti rilevati", 44, 39)],
    ),
    (
        "C.2",
        "Curare il verde dei parchi e dei viali alberati",
        "Serra Lia",
        [("Alberi potati", 610, 590), ("Sfalci", 21, 24)],
    ),
    (
        "C.3",
        "Accogliere le domande di asilo nido in lista",
        "Longo Rita",
        [("Domande accolte", 77, 81), ("Posti aggiunti", 12, 16)],
    ),
];

/// A document of a form with a card a page.
fn cards(year: u32) -> Vec<u8> {
    let page = |(code, about, who, indicators): Card| {
        let mut out = vec![
            (200, 800, 14, format!("Schede degli obiettivi {year}")),
            (60, 770, 12, format!("SCHEDA OBIETTIVO {code}")),
            line(60, 745, format!("Descrizione obiettivo: {about}")),
            line(60, 725, format!("Dirigente: {who}")),
            (60, 690, 12, "INDICATORI".into()),
            line(60, 665, "Indicatore"),
            line(300, 665, "Valore atteso"),
            line(420, 665, "Valore raggiunto"),
        ];
        for (row, (name, expected, achieved)) in indicators.into_iter().enumerate() {
            let y = 645 - 20 * row as u32;
            out.extend([line(60, y, name), line(320, y, expected.to_string()), line(440, y, achieved.to_string())]);
        }
        out
    };
    written(UPRIGHT, of(year, 3).map(page))
}

/// A document of a form that is a list: a row is an objective with an indicator, a second row of it another indicator.
fn list(year: u32) -> Vec<u8> {
    let mut out = vec![(300, 560, 14, format!("Prospetto degli obiettivi {year}"))];
    let heads = [
        (40, "Cod. obiettivo"),
        (130, "Descrizione obiettivo"),
        (400, "Dirigente"),
        (500, "Indicatore"),
        (640, "Valore atteso"),
        (730, "Valore raggiunto"),
    ];
    out.extend(heads.map(|(x, text)| line(x, 520, text)));
    let mut y = 500;
    for (code, about, who, indicators) in of(year, 5) {
        out.extend([line(40, y, code), line(130, y, about), line(400, y, who)]);
        for (name, expected, achieved) in indicators {
            out.extend([line(500, y, name), line(660, y, expected.to_string()), line(750, y, achieved.to_string())]);
            y -= 18;
        }
    }
    written(LYING, std::iter::once(out))
}

fn archive(of: fn(u32) -> Vec<u8>) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("pdf")).unwrap();
    for year in 2014..2018 {
        fs::write(dir.path().join(format!("pdf/{year}.pdf")), of(year)).unwrap();
    }
    dir
}

/// What was learned, for the message of a test that fails.
fn learned(dir: &Path) -> String {
    let files = fs::read_dir(dir.join("out/moduli")).into_iter().flatten();
    files.filter_map(|f| fs::read_to_string(f.ok()?.path()).ok()).collect()
}

/// Reads an archive and learns on the way; the reports in the order of their years.
fn read(dir: &Path) -> Vec<Value> {
    let (pdfs, output) = (dir.join("pdf"), dir.join("out"));
    let out = schedario(&["extract", pdfs.to_str().unwrap(), "-o", output.to_str().unwrap(), "--learn"]);
    assert!(out.status.code() == Some(0), "{}{}", String::from_utf8_lossy(&out.stderr), learned(dir));
    assert!(manifest(&output).iter().all(|line| line["status"] == "ok"));
    let json = |year: u32| fs::read(output.join(format!("json/{year}.json"))).unwrap();
    (2014..2018).map(|year| serde_json::from_slice(&json(year)).unwrap()).collect()
}

fn check(objective: &Value, dir: &Path) {
    let code = objective["code"].as_str().unwrap();
    let (_, about, who, indicators) = *CARDS.iter().find(|c| c.0 == code).unwrap();
    assert_eq!(objective["description"], about);
    assert_eq!(objective["director"], who);
    let read: Vec<(&str, String, String)> = objective["indicators"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| {
            let text = |key: &str| i[key].as_str().unwrap().to_owned();
            (i["description"].as_str().unwrap(), text("expected"), text("achieved"))
        })
        .collect();
    let wanted = indicators.map(|(name, expected, achieved)| (name, expected.to_string(), achieved.to_string()));
    assert_eq!(read, wanted, "{code}: {}", learned(dir));
}

#[test]
fn cards_of_a_form_that_nobody_described_are_read() {
    let dir = archive(cards);
    for (report, year) in read(dir.path()).iter().zip(2014..) {
        assert_eq!(report["form"]["learned"], true);
        assert_eq!(report["title"], format!("Schede degli obiettivi {year}"));
        let objectives = report["objectives"].as_array().unwrap();
        assert_eq!(objectives.len(), 3);
        objectives.iter().for_each(|o| check(o, dir.path()));
    }
    // What was learned is a grammar that a second run reads with, and learns nothing more.
    let forms = dir.path().join("out/moduli");
    assert_eq!(fs::read_dir(&forms).unwrap().count(), 1);
    let pdfs = dir.path().join("pdf");
    let again = dir.path().join("more");
    let learned =
        ["learn", pdfs.to_str().unwrap(), "-o", again.to_str().unwrap(), "--grammars", forms.to_str().unwrap()];
    let out = schedario(&learned);
    assert_eq!(out.status.code(), Some(0));
    assert!(out.stdout.is_empty() && !again.exists());
}

#[test]
fn rows_of_a_list_are_objectives() {
    let dir = archive(list);
    for (report, year) in read(dir.path()).iter().zip(2014..) {
        let objectives = report["objectives"].as_array().unwrap();
        assert_eq!(objectives.len(), 5, "{}", learned(dir.path()));
        objectives.iter().for_each(|o| check(o, dir.path()));
        for (objective, card) in objectives.iter().zip(of(year, 5)) {
            assert_eq!(objective["code"], card.0);
        }
    }
}

#[test]
fn nothing_is_learned_unless_asked() {
    let dir = archive(cards);
    let (pdfs, output) = (dir.path().join("pdf"), dir.path().join("out"));
    let out = schedario(&["extract", pdfs.to_str().unwrap(), "-o", output.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(3));
    assert!(manifest(&output).iter().all(|line| line["status"] == "unrecognised"));
    assert!(!output.join("moduli").exists());
}

/// Documents that have nothing in common give no grammar, and none that cannot be loaded.
#[test]
fn prose_teaches_nothing() {
    let dir = archive(|year| crate::common::bound::deliberation(year - 2012));
    let (pdfs, forms) = (dir.path().join("pdf"), dir.path().join("moduli"));
    let out = schedario(&["learn", pdfs.to_str().unwrap(), "-o", forms.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(!forms.exists(), "{}", String::from_utf8_lossy(&out.stdout));
}
